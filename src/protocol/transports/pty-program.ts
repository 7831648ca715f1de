/** Pseudo-terminals through the program `socat`: Node itself cannot make one. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { accessSync, constants, lstatSync, readlinkSync, statSync, unlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { type Clock, US_PER_MS } from "../../base/index.ts";
import { ListenError } from "../errors.ts";

export interface PtyEvents {
  /** Somebody has opened the device. */
  onHost(pty: Pty): void;
  onData(bytes: Uint8Array): void;
  /** The host hung up, or the program ended: this pseudo-terminal is no more. Exactly once, after all data. */
  onEnd(): void;
}

/** A pseudo-terminal that waits for one host, serves it, and ends with it. */
export interface Pty {
  /** What the link leads to: /dev/pts/N. */
  readonly device: string;
  /** Copies. Loses what a host that does not read leaves lying. */
  write(bytes: Uint8Array): void;
  pause(): void;
  resume(): void;
  /** Hangs up and removes the link; `onEnd` follows. */
  end(): void;
}

/** Makes one at `path`. `mine`: the device of an earlier one, whose left-over link may go. Rejects with a {@link ListenError}. */
export type MakePty = (path: string, events: PtyEvents, clock: Clock, mine?: string) => Promise<Pty>;

/** Bytes that may wait for a host that does not read. */
const BACKLOG_BYTES_MAX = 65_536;
const SAID_CHARACTERS_MAX = 2_000;
/** `socat` says which device it got before it makes the link. */
const LINK_LOOK_US = 5 * US_PER_MS;
/** Then it is given up. Each look takes a millisecond at least, however fast the clock. */
const LOOKS_MAX = 2_000;
/** What it says when a host has opened the device. */
const HOST_CAME = /starting data transfer/;
/** How often `socat` looks whether a host has opened the device, in seconds. */
const LOOK_FOR_HOST_S = 0.02;
/** What it still passes on after one side has ended, in seconds. */
const LINGER_S = 0.01;

/** `wait-slave` makes it wait for a host and end with it: the only way to learn of both. */
export const makeSocatPty: MakePty = (path, events, clock, mine) => {
  const socat = programPath("socat");
  if (socat === undefined) {
    return Promise.reject(
      new ListenError(
        `cannot listen at pty://${path}: the program socat is missing; sudo apt-get install -y socat brings it`,
      ),
    );
  }
  const taken = clearLink(path, mine);
  if (taken !== undefined) return Promise.reject(new ListenError(`cannot listen at pty://${path}: ${taken}`));
  const address = `pty,raw,echo=0,link=${path},wait-slave,pty-interval=${LOOK_FOR_HOST_S}`;
  const args = [`-t${LINGER_S}`, "-d", "-d", address, "STDIO"];
  // It must not outlive this process, however that ends: an orphan would hold the link for ever. In a group of its own
  // Ctrl-C does not reach it before it is told to end.
  const guard = programPath("setpriv");
  const child =
    guard === undefined
      ? spawn(socat, args, { detached: true })
      : spawn(guard, ["--pdeathsig", "TERM", socat, ...args], { detached: true });
  return new Promise((resolve, reject) => attend(child, { path, events, clock }, resolve, reject));
};

function attend(
  child: ChildProcessWithoutNullStreams,
  { path, events, clock }: { path: string; events: PtyEvents; clock: Clock },
  resolve: (pty: Pty) => void,
  reject: (error: Error) => void,
): void {
  let said = "";
  let pty: Pty | undefined;
  let host = false;
  let looks = 0;
  const { stdin, stdout, stderr } = child;
  const deviceSaid = (): string | undefined => /PTY is (\S+)\n/.exec(said)?.[1];
  const hostIsThere = (): void => {
    if (host || pty === undefined) return;
    host = true;
    events.onHost(pty);
  };
  const look = clock.timer(() => {
    const device = deviceSaid();
    if (device !== undefined && leadsTo(path, device)) {
      pty = ptyOf({ stdin, stdout, kill: () => child.kill("SIGTERM") }, device);
      resolve(pty);
      stdout.on("data", (bytes: Uint8Array) => {
        hostIsThere();
        events.onData(bytes);
      });
      if (HOST_CAME.test(said)) hostIsThere();
    } else if (++looks < LOOKS_MAX) look.armAfter(LINK_LOOK_US);
    else child.kill("SIGTERM");
  });
  stdin.on("error", () => {});
  stderr.setEncoding("latin1").on("data", (text: string) => {
    said = (said + text).slice(-SAID_CHARACTERS_MAX);
    if (pty === undefined && look.dueAt < 0) look.armAfter(0);
    if (HOST_CAME.test(said)) hostIsThere();
  });
  child.on("error", (error) => reject(new ListenError(`cannot listen at pty://${path}: ${error.message}`)));
  child.on("close", () => {
    look.cancel();
    if (leadsTo(path, deviceSaid())) unlinkSync(path);
    if (pty !== undefined) events.onEnd();
    else reject(new ListenError(`cannot listen at pty://${path}: ${lastWords(said)}`));
  });
}

interface Ends {
  stdin: Writable;
  stdout: Readable;
  kill(): void;
}

function ptyOf({ stdin, stdout, kill }: Ends, device: string): Pty {
  return {
    device,
    write: (bytes) => {
      if (stdin.writable && stdin.writableLength + bytes.length <= BACKLOG_BYTES_MAX) stdin.write(bytes.slice());
    },
    pause: () => void stdout.pause(),
    resume: () => void stdout.resume(),
    end: () => {
      kill();
      // What it still says must be read, or its end is never seen.
      stdout.resume();
    },
  };
}

/** Removes a link that leads nowhere, or is our own; a sentence when something else is there. */
function clearLink(path: string, mine: string | undefined): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isSymbolicLink()) return `there is a file ${path} already; name another path`;
  const target = readlinkSync(path);
  if (target !== mine && statSync(path, { throwIfNoEntry: false }) !== undefined) {
    return `${path} leads to ${target}, which is there: another simulator has it (or delete the link)`;
  }
  unlinkSync(path);
  return undefined;
}

export function leadsTo(path: string, device: string | undefined): boolean {
  try {
    return device !== undefined && readlinkSync(path) === device;
  } catch {
    return false;
  }
}

function programPath(name: string): string | undefined {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here.
    }
  }
  return undefined;
}

/** The last complaint, without date and process number. */
function lastWords(said: string): string {
  const complaint = said.split("\n").findLast((line) => / [EF] /.test(line)) ?? said.trim().split("\n").at(-1) ?? "";
  return complaint === "" ? "socat ended at once" : `socat says: ${complaint.replace(/^.*? [A-Z] /, "")}`;
}
