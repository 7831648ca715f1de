/** A scenario drawn from a seed: a machine, a batch, and all that goes wrong. */
import { Random, US_PER_S } from "../../base/index.ts";
import { type FaultWish, type Scenario, scenarioSchema } from "../scenario/schema.ts";
import { drawMishaps, type Mishap } from "./mishaps.ts";

/** Mishaps come while the batch would run undisturbed, and somewhat longer. */
const SPAN_US_PER_CARD = 45 * US_PER_S;
const SPAN_US_ONCE = 300 * US_PER_S;
/** Virtual time that one run may take. A printer that mends needs hours, never days. */
const LIMIT = "12h";

/** Same seed and cards, same scenario. */
export function drawScenario(seed: number, cards: number): Scenario {
  const random = new Random(seed).fork("swarm");
  const setup = drawSetup(random);
  const mishaps = drawMishaps(random, SPAN_US_ONCE + cards * SPAN_US_PER_CARD);
  return scenarioSchema.parse({
    name: `Swarm seed ${seed}, ${cards} cards`,
    shows: ["swarm"],
    seed: seed % 2 ** 31,
    setup,
    faults: mishaps.flatMap(wishesOf),
    steps: [{ jobs: cards }, { wait: { jobs: { left: 0 }, within: LIMIT } }],
    recovery: { within: LIMIT },
  });
}

function drawSetup(random: Random): object {
  const profile = random.chance(0.5) ? "hdp5000" : "sr300";
  const room = `${18 + random.int(17)} C`;
  const fan = (4 + random.int(7)) / 10;
  const wire = random.chance(0.3) ? { baud: 250_000, loss: 0.02, corrupt: 0.0001 } : {};
  const sensors = random.chance(0.5) ? { sensors: ["roller2", "hotZoneSensor", "exitSensor", "outputReader"] } : {};
  const nip = random.chance(0.1) ? { nip: "stays" } : {};
  return { profile, room, fan, ...wire, ...sensors, ...nip };
}

const time = (us: number): string => `${Math.max(1, Math.round(us / 1000))}ms`;

function wishesOf(mishap: Mishap): FaultWish[] {
  const when = { at: time(mishap.atUs) };
  const lasts = { for: time(mishap.forUs) };
  switch (mishap.kind) {
    case "fault":
      return [{ inject: mishap.fault, when, ...lasts, ...mishap.options } as FaultWish];
    case "power":
      return [{ power: "off", when, ...lasts }, ...(mishap.hostToo ? [{ host: "restart" as const, when }] : [])];
    case "link":
      return [mishap.pulled ? { link: "mute", when, ...lasts } : { link: "cut", when }];
    case "host":
      return [{ host: "restart", when }];
  }
}
