import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { cleanUp, folder, run } from "./cli.ts";

afterEach(cleanUp);

function station(bind: string): string {
  const at = folder();
  const file = join(at, "station.toml");
  writeFileSync(
    file,
    `[station]\noffice = "A"\nport = 0\nbind = "${bind}"\n[[printer]]\nname = "P1"\nmodel = "hdp5000"\nlink = "tcp://127.0.0.1:1"\n`,
  );
  writeFileSync(join(at, "pw"), "kata-sandi-kantor\n");
  return file;
}

describe("cetak access", () => {
  it("works on the journal of a station that does not run, and opens the network to it", async () => {
    const file = station("0.0.0.0");
    const password = ["--password-file", join(file, "../pw")];
    const closed = await run(["start", "--config", file]);
    expect([closed.code, closed.err]).toEqual([2, expect.stringContaining("cetak access set-password")]);
    const set = await run(["access", "set-password", "operator", "--config", file, ...password]);
    expect([set.code, set.out]).toEqual([0, expect.stringContaining("the password for operator is set")]);
    const added = await run(["access", "token", "add", "Ruang tunggu", "--config", file, "--json"]);
    const { id, token } = JSON.parse(added.out) as { id: number; token: string };
    expect([id, token.length]).toEqual([1, 43]);
    const list = await run(["access", "token", "list", "--config", file]);
    expect(list.out).toMatch(/^1 {2}.* {2}Ruang tunggu\n$/);
    expect((await run(["access", "token", "revoke", "7", "--config", file])).code).toBe(2);
  });

  it.each([
    [["access", "set-password", "boss"], 2, "must be one of operator, technician, admin"],
    [["access", "set-password", "admin"], 2, "CETAK_PASSWORD"],
    [["access", "set-password", "admin", "--password-file", "/nowhere/pw"], 2, "there is no such file"],
    [["access", "token", "revoke", "x"], 2, "not the id of a token"],
    [["access", "token", "list", "--station", "http://127.0.0.1:9"], 3, "no station answers at http://127.0.0.1:9"],
    [["tune", "--printer", "P1", "--station", "ftp://x"], 2, "--station must be like"],
  ])("%j ends with %i and says why", async (args, code, words) => {
    const ended = await run(args);
    expect([ended.code, ended.err]).toEqual([code, expect.stringContaining(words)]);
  });
});
