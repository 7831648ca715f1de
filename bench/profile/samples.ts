/** A processor profile of this process: which functions ran, called by whom, for how long. */
import { Session } from "node:inspector/promises";

/** A function in the place where it was called from. */
export interface Frame {
  readonly name: string;
  /** `file:line` below the project, `node:...`, or the package it belongs to. */
  readonly where: string;
  /** Which part of the project or which package its time is booked to. */
  readonly room: string;
  /** Microseconds in it and everything that it called. */
  total: number;
  /** Microseconds in it alone. */
  self: number;
  readonly children: Frame[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[] | undefined;
}

/** V8's profile, as the inspector gives it. */
export interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples?: readonly number[] | undefined;
  readonly timeDeltas?: readonly number[] | undefined;
}

/** Runs `work` and samples it each `intervalUs` microseconds. */
export async function profiled(work: () => void, intervalUs: number): Promise<Profile> {
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: intervalUs });
    await session.post("Profiler.start");
    work();
    const { profile } = await session.post("Profiler.stop");
    return profile;
  } finally {
    session.disconnect();
  }
}

/** The call tree with its times. The same function called from two places stands twice; recursion stands as it was. */
export function callTree(profile: Profile, root: string): Frame {
  const frames = new Map<number, Frame>();
  for (const { id, callFrame } of profile.nodes) frames.set(id, frameOf(callFrame, root));
  for (const { id, children = [] } of profile.nodes)
    frames.get(id)!.children.push(...children.map((child) => frames.get(child)!).filter(isWork));
  profile.samples?.forEach((id, i) => {
    frames.get(id)!.self += Math.max(0, profile.timeDeltas?.[i] ?? 0);
  });
  const top = frames.get(profile.nodes[0]?.id ?? -1);
  if (top === undefined) throw new Error("the profile is empty");
  addUp(top);
  return top;
}

/** The profiler's own time is nobody's work. */
function isWork({ where }: Frame): boolean {
  return !where.startsWith("node:inspector");
}

function frameOf({ functionName, url, lineNumber }: ProfileNode["callFrame"], root: string): Frame {
  const path = url.replace("file://", "").replace(`${root}/`, "");
  return {
    name: functionName === "" ? "(anonymous)" : functionName,
    where: path === "" ? "" : `${path}:${lineNumber + 1}`,
    room: roomOf(functionName, path),
    total: 0,
    self: 0,
    children: [],
  };
}

const PACKAGE = /node_modules\/((?:@[^/]+\/)?[^/]+)/;

function roomOf(functionName: string, path: string): string {
  if (functionName === "(garbage collector)") return "garbage collector";
  const packaged = PACKAGE.exec(path)?.[1];
  if (packaged !== undefined) return packaged;
  if (path.startsWith("src/")) return path.split("/")[1]!;
  return path === "" ? "native (SQLite, typed arrays, maps)" : path.startsWith("node:") ? "Node" : "bench";
}

function addUp(frame: Frame): number {
  frame.total = frame.self;
  for (const child of frame.children) frame.total += addUp(child);
  return frame.total;
}

/** Microseconds that each room spent in its own functions, largest first. */
export function byRoom(top: Frame): readonly (readonly [room: string, selfUs: number])[] {
  const sums = new Map<string, number>();
  const walk = (frame: Frame): void => {
    if (frame.self > 0) sums.set(frame.room, (sums.get(frame.room) ?? 0) + frame.self);
    frame.children.forEach(walk);
  };
  walk(top);
  return [...sums].sort((a, b) => b[1] - a[1]);
}

/** Functions by the time that they spent themselves, wherever they were called from, largest first. */
export function byFunction(top: Frame): readonly { name: string; where: string; selfUs: number }[] {
  const sums = new Map<string, { name: string; where: string; selfUs: number }>();
  const walk = (frame: Frame): void => {
    const key = `${frame.name} ${frame.where}`;
    const sum = sums.get(key) ?? { name: frame.name, where: frame.where, selfUs: 0 };
    sum.selfUs += frame.self;
    sums.set(key, sum);
    frame.children.forEach(walk);
  };
  walk(top);
  return [...sums.values()].sort((a, b) => b.selfUs - a.selfUs);
}
