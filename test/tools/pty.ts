/** What the tests on a real pseudo-terminal share. */
import { spawnSync } from "node:child_process";
import { connect as dial } from "node:net";
import { Random, WallClock } from "../../src/base/index.ts";
import { connectUrl, HostLink, type LinkState } from "../../src/protocol/index.ts";

export { writeHotEngine } from "../rig/hot-engine.ts";

/** Process number of the `socat` that holds `link`. */
export function socatOf(link: string): number {
  const { stdout } = spawnSync("ps", ["-C", "socat", "-o", "pid=,args="], { encoding: "utf8" });
  const line = stdout.split("\n").find((text) => text.includes(`link=${link},`));
  if (line === undefined) throw new Error(`no socat serves ${link}`);
  return Number.parseInt(line, 10);
}

/** Hears every line of a console on TCP, from the newest on. */
export function followConsole(port: number, heard: (line: string) => void): { close(): void } {
  const socket = dial(port, "127.0.0.1");
  let rest = "";
  socket.setEncoding("latin1").on("data", (text: string) => {
    const lines = (rest + text).split("\r\n");
    rest = lines.pop()!;
    for (const line of lines) heard(line);
  });
  socket.on("error", () => {});
  return { close: () => socket.destroy() };
}

export interface Host {
  readonly link: HostLink;
  /** Resolves with the reason when the link comes to this state. */
  reaches(state: LinkState): Promise<string>;
  stop(): void;
}

export function hostAt(url: string): Host {
  const clock = new WallClock();
  const waiting: { state: LinkState; resolve: (reason: string) => void }[] = [];
  const link = new HostLink({
    clock,
    connect: connectUrl(url, clock),
    random: new Random(url),
    onState: (state, reason) => {
      for (const wait of waiting) if (wait.state === state) wait.resolve(reason);
    },
    onMessage: () => {},
  });
  return {
    link,
    reaches: (state) => new Promise((resolve) => waiting.push({ state, resolve })),
    stop: () => {
      link.stop();
      clock.close();
    },
  };
}
