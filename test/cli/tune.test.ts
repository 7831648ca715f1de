import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { begin, cleanUp, folder, run } from "./cli.ts";

afterEach(cleanUp);

describe("cetak tune", () => {
  test("in virtual time: shows the oscillation, writes the picture, proposes gains", async () => {
    const svg = join(folder(), "swing.svg");
    const { code, out, err } = await run(["tune", "--printer", "sim:hdp5000?room=27", "--cycles", "3", "--svg", svg]);
    expect(code).toBe(0);
    expect(err).toMatch(/^ {2}\d:\d\d +16\d\.\d C heat \|.*●.*\|$/m);
    expect(out).toMatch(/^period Tu +\d\d\.\d s$/m);
    expect(out).toMatch(/^proposed +kp 0\.0\d+ +ki 0\.001\d* +kd /m);
    expect(out).toContain("not stored");
    expect(readFileSync(svg, "utf8")).toContain("<polyline");
  });

  test("on a link: Ctrl-C leaves the heat off and the gains as they were", async () => {
    const sim = begin(["sim", "--profile", "sr300", "--listen", "tcp://127.0.0.1:0", "--speed", "20"]);
    const link = (await sim.sees(/listening link (tcp:\S+)/))[1]!;
    const tuning = begin(["tune", "--printer", link, "--json"]);
    await tuning.sees(/ heat \|/);
    tuning.child.kill("SIGINT");
    expect(await tuning.ended).toMatchObject({ code: 130, out: "", err: expect.stringContaining("the heater is off") });
    const after = await run(["monitor", "--printer", link, "--filter", "status_heat", "--count", "1", "--json"]);
    expect(JSON.parse(after.out).values).toMatchObject({ setpoint_centicelsius: 0, duty_permille: 0 });
  });

  test("says what is wrong with the command or the printer, and heats nothing", async () => {
    expect(await run(["tune", "--printer", "sim:hdp5000", "--at", "190"])).toMatchObject({ code: 2, out: "" });
    expect(await run(["tune", "--printer", "sim:hdp5000", "--rule", "x"])).toMatchObject({ code: 2, out: "" });
    const nobody = await run(["tune", "--printer", "tcp://127.0.0.1:1"]);
    expect(nobody).toMatchObject({ code: 3, out: "", err: expect.stringContaining("no engine at tcp://127.0.0.1:1") });
    const unwritten = join(folder(), "none", "x.svg");
    expect((await run(["tune", "--printer", "sim:sr300", "--cycles", "3", "--svg", unwritten])).code).toBe(2);
    expect(existsSync(unwritten)).toBe(false);
  });
});
