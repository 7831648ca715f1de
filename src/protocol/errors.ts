/** A person wrote something that cannot work: an unsupported or malformed link address. The message is one sentence. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly exitCode = 2;
}

/** An address that cannot be listened on: taken, forbidden or unknown. The message is one sentence. Exit code 3. */
export class ListenError extends Error {
  override readonly name = "ListenError";
  readonly exitCode = 3;
}
