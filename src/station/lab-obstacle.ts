/** Why a simulated world cannot be put back: a code for pages, which have it in both languages, and plain words for everybody else. */
import type { LabObstacle } from "./api-lab.ts";

type Words = (params: LabObstacle["params"]) => string;

const WORDS: Readonly<Record<LabObstacle["code"], Words>> = {
  nothingSaved: () => "nothing is saved here, so nothing can be put back",
  realPrinter: () => "a real printer belongs to this station: its cards cannot be taken back",
  centre: () => "a data centre belongs to this station: what it was told cannot be taken back",
  technician: ({ printer = "" }) => `a technician's work runs at ${printer}: wait for its end`,
  goingBack: () => "the world is going back already",
  largeJournal: ({ has = "", most = "" }) => `the journal has ${has} MiB; up to ${most} MiB are saved at each step`,
  oldRuntime: ({ has = "" }) => `this runtime (Node ${has}) cannot copy an open journal; Node 24.16 can`,
};

export const obstacle = (code: LabObstacle["code"], params: LabObstacle["params"] = {}): LabObstacle => ({
  code,
  params,
});

export const obstacleText = ({ code, params }: LabObstacle): string => WORDS[code](params);
