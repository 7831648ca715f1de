/** Why a serial device cannot be opened, as a sentence that says what to do. The binding's errors carry no codes, only words. */
export function serialSentence(error: unknown, path: string, baud: number): string {
  const words = error instanceof Error ? error.message : String(error);
  for (const [pattern, sentence] of SENTENCES) if (pattern.test(words)) return sentence(path, baud);
  return `${path} cannot be opened: ${words.replace(/^Error:? /, "")}`;
}

const busy = (path: string): string => `${path} is busy: another program has it open`;
const absent = (path: string): string => `there is no device ${path}: is the printer plugged in and switched on?`;

const SENTENCES: readonly (readonly [RegExp, (path: string, baud: number) => string])[] = [
  [/cannot lock port|resource busy/i, busy],
  // What Windows says of a port that somebody has.
  [/access denied/i, busy],
  [/no such file|file not found|no such device/i, absent],
  [
    /permission denied/i,
    (path) =>
      `${path} may not be opened by this user: sudo usermod -aG dialout $USER, then log out and in again (it needs the group dialout)`,
  ],
  [/inappropriate ioctl|not a tty|invalid argument.*tcgetattr/i, (path) => `${path} is no serial device`],
  [/is a directory/i, (path) => `${path} is a directory, no serial device`],
  [/baud ?rate/i, (path, baud) => `${path} cannot run at ${baud} baud; choose another with ?baud=`],
  [
    /no native build|cannot find (module|package)/i,
    (path) => `${path} cannot be opened: serial ports are not supported on this system`,
  ],
];
