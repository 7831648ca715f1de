/** Version of an image as its header carries it: major and minor 0..255, revision 0..65535, build 0..2^32-1. */
export interface ImageVersion {
  readonly major: number;
  readonly minor: number;
  readonly revision: number;
  readonly build: number;
}

/** `1.2.3` or `1.2.3+4`; undefined when it is not that or a number is too large. */
export function parseVersion(text: string): ImageVersion | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})(?:\.(\d{1,5}))?(?:\+(\d{1,10}))?$/.exec(text);
  if (match === null) return undefined;
  const [major, minor, revision, build] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  if (major > 255 || minor > 255 || revision > 65_535 || build > 0xffff_ffff) return undefined;
  return { major, minor, revision, build };
}

/** `1.2.3`, with `+4` unless the build is 0. */
export function versionText({ major, minor, revision, build }: ImageVersion): string {
  return `${major}.${minor}.${revision}${build === 0 ? "" : `+${build}`}`;
}

/** Less than 0 when `a` is older than `b`, 0 when they are the same. */
export function compareVersions(a: ImageVersion, b: ImageVersion): number {
  return a.major - b.major || a.minor - b.minor || a.revision - b.revision || a.build - b.build;
}
