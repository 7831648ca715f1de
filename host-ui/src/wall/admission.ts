/** Whether the station lets this display look: at the station itself, by a login, or by a wall token in the address. */
import { type Signal, signal } from "@preact/signals";

/** False: the station was reached and refuses. */
export const admitted: Signal<boolean | undefined> = signal(undefined);

/** `/wall#token=...`: the part behind # is never sent and stands in no log. `?token=` is taken too. */
export function tokenOf(address: { hash: string; search: string }): string | undefined {
  for (const part of [address.hash, address.search]) {
    const token = new URLSearchParams(part.replace(/^[#?]/, "")).get("token");
    if (token !== null && token !== "") return token;
  }
  return undefined;
}

/** Without a token: asks once whether the station knows this display anyway. */
export async function lookWhetherAdmitted(): Promise<void> {
  try {
    const session = (await (await fetch("/api/session")).json()) as { role?: unknown };
    admitted.value = session.role !== undefined;
  } catch {
    // Not reached: the page goes on trying.
  }
}
