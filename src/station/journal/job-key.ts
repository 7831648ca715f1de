/** A job's name on the wire and in views: `J` and its row number in base 36. At most 12 characters, no personal data. */
export function jobKey(id: number): string {
  return `J${id.toString(36)}`;
}

/** The row number of a key, or undefined when it is no key of this journal. */
export function jobId(key: string): number | undefined {
  if (!/^J[0-9a-z]{1,11}$/.test(key)) return undefined;
  const id = Number.parseInt(key.slice(1), 36);
  return Number.isSafeInteger(id) && jobKey(id) === key ? id : undefined;
}
