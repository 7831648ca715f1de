/** SMP group 3, settings: values as text. The list of keys with their limits is in the project's own group. */
import {
  groupFail,
  SETTING_KEY_CHARACTERS_MAX,
  SETTING_VALUE_CHARACTERS_MAX,
  SETTINGS_COMMAND,
  SETTINGS_RC,
  SMP_GROUP,
  SMP_RC,
  type SmpFailure,
  type SmpGroup,
  type SmpHandler,
  type SmpRequest,
  type SmpResult,
  smpFail,
} from "../../protocol/index.ts";
import type { Core } from "../core.ts";
import {
  commitSettings,
  loadSettings,
  readSetting,
  resetSetting,
  type SettingRefusal,
  storeSettings,
  writeSetting,
} from "./session.ts";
import { settingSpecs } from "./table.ts";

const characters = new TextEncoder();
const latin = new TextDecoder("latin1");

/** Group 3 of this engine. */
export function settingsGroup(core: Core): SmpGroup {
  return {
    id: SMP_GROUP.settings,
    commands: {
      [SETTINGS_COMMAND.value]: { read: read(core), write: write(core) },
      [SETTINGS_COMMAND.erase]: { write: (request) => withKey(request, (key) => answer(resetSetting(core, key))) },
      [SETTINGS_COMMAND.commit]: { write: () => answer(commitSettings(core)) },
      [SETTINGS_COMMAND.store]: {
        read: () => answer(loadSettings(core)),
        write: () => {
          storeSettings(core);
          return {};
        },
      },
    },
  };
}

/** Command 1 of the project's group: one row of the table for each `from`, and how many there are. */
export function schemaHandler(core: Core): SmpHandler {
  return ({ payload }) => {
    const specs = settingSpecs(core.spec, core.state.boot.parameters);
    const from = payload["from"] ?? 0;
    const spec = typeof from === "number" ? specs[from] : undefined;
    if (spec === undefined) return smpFail(SMP_RC.noEntry, `from must be 0..${specs.length - 1}`);
    return { total: specs.length, setting: { ...spec } };
  };
}

const read =
  (core: Core): SmpHandler =>
  (request) =>
    withKey(request, (key) => {
      const found = readSetting(core, key);
      return "text" in found ? { val: characters.encode(found.text) } : failure(found);
    });

const write =
  (core: Core): SmpHandler =>
  (request) =>
    withKey(request, (key) => {
      const value = request.payload["val"];
      if (!(value instanceof Uint8Array)) return smpFail(SMP_RC.invalid, "val must be a byte string");
      if (value.length > SETTING_VALUE_CHARACTERS_MAX) {
        return smpFail(SMP_RC.invalid, `a value has at most ${SETTING_VALUE_CHARACTERS_MAX} characters`);
      }
      return answer(writeSetting(core, key, latin.decode(value)));
    });

function withKey({ payload }: SmpRequest, act: (key: string) => SmpResult): SmpResult {
  const { name } = payload;
  if (typeof name !== "string" || name === "") return smpFail(SMP_RC.invalid, "name is missing");
  if (name.length > SETTING_KEY_CHARACTERS_MAX) return groupFail(SETTINGS_RC.keyTooLong);
  return act(name);
}

const answer = (refusal: SettingRefusal | undefined): SmpResult => (refusal === undefined ? {} : failure(refusal));

function failure({ why, message }: SettingRefusal): SmpFailure {
  if (why === "unknown") return groupFail(SETTINGS_RC.keyNotFound, message);
  return smpFail(why === "busy" ? SMP_RC.busy : SMP_RC.invalid, message);
}
