import type { CommandName, ResponseName } from "./messages.ts";
import type { PeerDictionary, PeerMessages } from "./peer-dictionary.ts";

/** What an engine must have for a printer to be run over it. The other messages are optional: `send` says false. */
export const NEEDED_COMMANDS: readonly CommandName[] = [
  "identify",
  "get_uptime",
  "get_clock",
  "get_config",
  "emergency_stop",
  "hello",
  "lease_renew",
  "roller_set",
  "step_start",
  "step_abort",
  "fault_clear",
  "ledger_read",
];
export const NEEDED_RESPONSES: readonly ResponseName[] = [
  "identify_response",
  "uptime",
  "clock",
  "config",
  "identity",
  "status_heat",
  "status_path",
  "step_done",
  "refused",
  "ledger_entry",
  "ledger_end",
];

/** Why this engine cannot be run, or undefined when it can: one sentence that names what is missing or different. */
export function unfit(dictionary: PeerDictionary): string | undefined {
  const missing: string[] = [];
  const different: string[] = [];
  sort(NEEDED_COMMANDS, dictionary.commands, missing, different);
  sort(NEEDED_RESPONSES, dictionary.responses, missing, different);
  if (missing.length === 0 && different.length === 0) return undefined;
  const parts = [
    missing.length > 0 ? `lacks ${missing.join(", ")}` : "",
    different.length > 0 ? `has another form of ${different.join(", ")}` : "",
  ];
  return `the engine ${dictionary.mcu} ${dictionary.version} cannot be used: it ${parts.filter(Boolean).join(" and ")}`;
}

function sort(needed: readonly string[], present: PeerMessages, missing: string[], different: string[]): void {
  for (const name of needed) {
    if (!present.names.has(name)) missing.push(name);
    else if (!present.byName.has(name)) different.push(name);
  }
}
