/** Commands at a station whose operator has a password: refused with what to do, and let in with the password. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { begin, cleanUp, folder } from "./cli.ts";
import { inProcess as run } from "./in-process.ts";

afterEach(cleanUp);

test("monitor, dump, jobs, wall tokens and the centre's commands log in, by file or environment", async () => {
  const place = folder();
  const config = join(place, "station.toml");
  writeFileSync(
    config,
    '[station]\noffice = "A"\nport = 0\n[[printer]]\nname = "P1"\nmodel = "hdp5000"\n[printer.simulate]\nspeed = 20\n',
  );
  const file = (name: string, text: string): string => {
    writeFileSync(join(place, name), `${text}\n`);
    return join(place, name);
  };
  const [good, bad] = [file("good", "kata-sandi-kantor"), file("bad", "kata-sandi-lain")];
  for (const role of ["operator", "technician"]) {
    expect((await run(["access", "set-password", role, "--config", config, "--password-file", good])).code).toBe(0);
  }
  const station = begin(["start", "--config", config, "--log", "error"]);
  const [, url = ""] = await station.sees(/status page (http:\S+)/);
  const at = ["--station", url];
  const commands = [
    ["monitor", "--printer", "P1", "--count", "1", ...at],
    ["jobs", "release", "--cause", "restored", ...at],
    ["access", "token", "list", ...at],
    ["centre", "retry", ...at],
  ];
  for (const command of commands) {
    const refused = await run(command);
    expect([refused.code, refused.err], command.join(" ")).toEqual([
      8,
      expect.stringMatching(/needs the role operator.*--password-file FILE or in CETAK_PASSWORD/),
    ]);
    const admitted = await run([...command, "--password-file", good]);
    // This station has no data centre; it says so to those who may ask.
    expect([admitted.code, admitted.err], command.join(" ")).toEqual(
      command[0] === "centre" ? [2, expect.stringContaining("no data centre")] : [0, expect.anything()],
    );
  }
  const dump = ["dump", "--printer", "P1", ...at];
  expect(await run([...dump, "--no-settings"])).toMatchObject({
    code: 8,
    err: expect.stringContaining("CETAK_PASSWORD"),
  });
  process.env["CETAK_PASSWORD"] = "kata-sandi-kantor";
  try {
    const dumped = await run(dump);
    expect(dumped.code, dumped.err).toBe(0);
    expect(Object.keys(JSON.parse(dumped.out).condition)).toContain("settings");
  } finally {
    delete process.env["CETAK_PASSWORD"];
  }
  const list = ["jobs", "list", ...at];
  expect(await run([...list, "--password-file", bad])).toMatchObject({ code: 8 });
  expect(await run([...list, "--login", "technician"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("needs the password"),
  });
  expect(await run([...list, "--login", "boss", "--password-file", good])).toMatchObject({ code: 2 });
  expect((await run([...list, "--login", "technician", "--password-file", good])).code).toBe(0);
  station.child.kill("SIGINT");
  await station.ended;
}, 60_000);
