/**
 * Numbers of SMP, the management protocol of MCUmgr: groups, commands and error codes
 * [P: Zephyr doc/services/device_mgmt/smp_protocol.rst and smp_groups/].
 */
export const SMP_GROUP = { os: 0, image: 1, settings: 3, fs: 8, cetak: 64 } as const;

export const OS_COMMAND = { echo: 0, reset: 5, params: 6, info: 7, bootloader: 8 } as const;
export const IMAGE_COMMAND = { state: 0, upload: 1, erase: 5, slots: 6 } as const;
export const SETTINGS_COMMAND = { value: 0, erase: 1, commit: 2, store: 3 } as const;
export const FS_COMMAND = { file: 0, status: 1, hash: 2, hashTypes: 3, close: 4 } as const;
/** The project's own group. */
export const CETAK_COMMAND = { identity: 0, schema: 1, selftest: 2, ledger: 3 } as const;

/** Errors of the protocol itself; the whole truth in version 1, the envelope's in version 2. */
export const SMP_RC = {
  ok: 0,
  unknown: 1,
  noMemory: 2,
  invalid: 3,
  timeout: 4,
  noEntry: 5,
  badState: 6,
  tooLong: 7,
  notSupported: 8,
  corrupt: 9,
  busy: 10,
  accessDenied: 11,
  tooOld: 12,
  tooNew: 13,
} as const;

/** Errors of the image group in version 2. */
export const IMAGE_RC = {
  noImage: 3,
  hashNotFound: 8,
  noFreeSlot: 9,
  eraseFailed: 13,
  invalidSlot: 14,
  flashWriteFailed: 16,
  invalidOffset: 20,
  invalidLength: 21,
  invalidHeader: 22,
  badMagic: 23,
  invalidHash: 24,
  currentIsNewer: 27,
  alreadyPending: 28,
  tooLarge: 30,
  dataOverrun: 31,
  confirmDenied: 32,
  testActiveDenied: 33,
} as const;

/** Errors of the settings group in version 2. */
export const SETTINGS_RC = {
  keyTooLong: 2,
  keyNotFound: 3,
  readNotSupported: 4,
  rootKeyNotFound: 5,
  writeNotSupported: 6,
  deleteNotSupported: 7,
} as const;

/** Errors of the file group in version 2. */
export const FS_RC = {
  invalidName: 2,
  notFound: 3,
  isDirectory: 4,
  openFailed: 5,
  writeFailed: 10,
  invalidOffset: 12,
  offsetBeyondEnd: 13,
  typeNotFound: 14,
  readOnly: 15,
  empty: 16,
} as const;

type Names = Readonly<Record<string, number>>;

const WORDS: Readonly<Record<number, string>> = {
  [SMP_RC.unknown]: "unknown error",
  [SMP_RC.noMemory]: "no memory",
  [SMP_RC.invalid]: "invalid value",
  [SMP_RC.timeout]: "timeout",
  [SMP_RC.noEntry]: "no such entry",
  [SMP_RC.badState]: "not in this state",
  [SMP_RC.tooLong]: "message too long",
  [SMP_RC.notSupported]: "not supported",
  [SMP_RC.corrupt]: "corrupt data",
  [SMP_RC.busy]: "busy",
  [SMP_RC.accessDenied]: "access denied",
  [SMP_RC.tooOld]: "protocol version too old",
  [SMP_RC.tooNew]: "protocol version too new",
};

const OF_GROUP: Readonly<Record<number, Names>> = {
  [SMP_GROUP.image]: IMAGE_RC,
  [SMP_GROUP.settings]: SETTINGS_RC,
  [SMP_GROUP.fs]: FS_RC,
};

/** A code in words; `group` undefined for the protocol's own. */
export function smpErrorText(rc: number, group?: number): string {
  if (group === undefined) return WORDS[rc] ?? `error ${rc}`;
  const name = Object.entries(OF_GROUP[group] ?? {}).find(([, code]) => code === rc)?.[0];
  if (name === undefined) return `error ${rc} of group ${group}`;
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

const IMAGE_TO_SMP: Names = {
  [IMAGE_RC.noImage]: SMP_RC.noEntry,
  [IMAGE_RC.hashNotFound]: SMP_RC.noEntry,
  [IMAGE_RC.noFreeSlot]: SMP_RC.noMemory,
  [IMAGE_RC.invalidSlot]: SMP_RC.invalid,
  [IMAGE_RC.invalidOffset]: SMP_RC.invalid,
  [IMAGE_RC.invalidLength]: SMP_RC.invalid,
  [IMAGE_RC.invalidHeader]: SMP_RC.invalid,
  [IMAGE_RC.badMagic]: SMP_RC.invalid,
  [IMAGE_RC.invalidHash]: SMP_RC.invalid,
  [IMAGE_RC.currentIsNewer]: SMP_RC.badState,
  [IMAGE_RC.alreadyPending]: SMP_RC.badState,
  [IMAGE_RC.tooLarge]: SMP_RC.noMemory,
  [IMAGE_RC.dataOverrun]: SMP_RC.invalid,
  [IMAGE_RC.confirmDenied]: SMP_RC.badState,
  [IMAGE_RC.testActiveDenied]: SMP_RC.badState,
};

const SETTINGS_TO_SMP: Names = {
  [SETTINGS_RC.keyTooLong]: SMP_RC.invalid,
  [SETTINGS_RC.keyNotFound]: SMP_RC.noEntry,
  [SETTINGS_RC.rootKeyNotFound]: SMP_RC.noEntry,
  [SETTINGS_RC.readNotSupported]: SMP_RC.notSupported,
  [SETTINGS_RC.writeNotSupported]: SMP_RC.notSupported,
  [SETTINGS_RC.deleteNotSupported]: SMP_RC.notSupported,
};

const FS_TO_SMP: Names = {
  [FS_RC.invalidName]: SMP_RC.invalid,
  [FS_RC.notFound]: SMP_RC.noEntry,
  [FS_RC.invalidOffset]: SMP_RC.invalid,
  [FS_RC.offsetBeyondEnd]: SMP_RC.invalid,
  [FS_RC.typeNotFound]: SMP_RC.noEntry,
  [FS_RC.readOnly]: SMP_RC.accessDenied,
};

const TO_SMP: Readonly<Record<number, Names>> = {
  [SMP_GROUP.image]: IMAGE_TO_SMP,
  [SMP_GROUP.settings]: SETTINGS_TO_SMP,
  [SMP_GROUP.fs]: FS_TO_SMP,
};

/** What a client of version 1, which knows no codes of groups, is told instead. */
export function groupRcForVersion1(group: number, rc: number): number {
  return TO_SMP[group]?.[rc] ?? SMP_RC.unknown;
}
