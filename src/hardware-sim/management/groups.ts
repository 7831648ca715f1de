/** Which SMP groups answer on the console: all of them while a firmware runs, what recovery needs while none does. */
import { CETAK_COMMAND, SMP_GROUP, type SmpBuffers, type SmpGroup } from "../../protocol/index.ts";
import type { Core } from "../core.ts";
import { selfTestHandlers } from "../selftest/selftest-handlers.ts";
import { schemaHandler, settingsGroup } from "../settings/settings-group.ts";
import { fileGroup } from "./file-group.ts";
import { identityHandler } from "./identity.ts";
import { imageGroup } from "./image-group.ts";
import { ledgerHandler } from "./ledger-handler.ts";
import { osGroup } from "./os-group.ts";

export function firmwareGroups(core: Core, buffers: SmpBuffers): readonly SmpGroup[] {
  return [
    osGroup(core, buffers),
    imageGroup(core),
    settingsGroup(core),
    fileGroup(core, buffers),
    {
      id: SMP_GROUP.cetak,
      commands: {
        [CETAK_COMMAND.identity]: { read: identityHandler(core) },
        [CETAK_COMMAND.schema]: { read: schemaHandler(core) },
        [CETAK_COMMAND.selftest]: selfTestHandlers(core),
        [CETAK_COMMAND.ledger]: { read: ledgerHandler(core) },
      },
    },
  ];
}

/** The boot loader's own: echo, reset, buffers, images, and who this is. */
export function recoveryGroups(core: Core, buffers: SmpBuffers): readonly SmpGroup[] {
  return [
    osGroup(core, buffers),
    imageGroup(core),
    { id: SMP_GROUP.cetak, commands: { [CETAK_COMMAND.identity]: { read: identityHandler(core) } } },
  ];
}
