/** Work for `share-out.test.ts`: twice the number; 13 brings bad luck. */
export async function doubled(number: number): Promise<number> {
  if (number === 13) throw new Error("thirteen");
  return 2 * number;
}
