/**
 * How each fault is noticed: by whom, from what, and how soon after its occasion. From sensors only: nothing here knows the
 * cause. The times are limits that tests hold every simulated machine to [C]; the rules behind them are in the thermal room
 * (guards), the engine's steps, and the controller.
 */
import type { FaultName } from "./fault-codes.ts";
import type { CapabilityName } from "./wire-enums.ts";

export interface FaultDetection {
  readonly by: "engine" | "controller";
  /** What shows it. */
  readonly evidence: string;
  /** At most so long after the occasion, s. */
  readonly withinSeconds: number;
  /** From when that time counts: what must happen so that it can show at all. */
  readonly occasion: string;
  /** Without this sensor it is not noticed, or under another name. */
  readonly needs?: CapabilityName;
  /** What it is called when it shows first in another way. */
  readonly alias?: FaultName;
}

const engine = (withinSeconds: number, occasion: string, evidence: string): FaultDetection => ({
  by: "engine",
  evidence,
  withinSeconds,
  occasion,
});
const controller = (withinSeconds: number, occasion: string, evidence: string): FaultDetection => ({
  ...engine(withinSeconds, occasion, evidence),
  by: "controller",
});

const HEATED = "the heater is asked for";

export const FAULT_DETECTION: Readonly<Record<FaultName, FaultDetection>> = {
  cardMelted: {
    ...engine(
      6,
      "the card is ejected",
      "exit sensor late and motor current above 1200 mA; at once with an exit sensor",
    ),
    needs: "motorCurrent",
    alias: "jamExit",
  },
  cardWarped: {
    ...engine(0.2, "the card leaves the nip", "exit temperature 80 °C or more"),
    needs: "exitSensor",
  },
  jamHopper: engine(5, "a card is fed", "encoder sensor 2 s late, nothing at the cleaner"),
  jamEncoder: engine(6, "a card is fed", "encoder sensor 2 s late, or the card does not leave it"),
  jamTurn: engine(6, "a card goes to the nip", "nip sensor 2 s late"),
  jamNip: engine(4, "the card is in the nip", "wheel sensor: 1.3 s without motion; the nip opens"),
  jamExit: engine(6, "the card is ejected", "exit sensor 2 s late, motor current ordinary"),
  doubleFeed: engine(1, "a card is fed", "thickness sensor at the cleaning roller"),
  cardFilmMismatch: engine(
    0.2,
    "the card stands before the nip",
    "count of the film's marks changed since the picture",
  ),
  coverOpen: engine(0.1, "at once", "cover switch"),
  emergencyStop: engine(0.1, "at once", "button, or the host's order"),
  headTooHot: engine(1.1, "at once", "head thermistor 80 °C or more"),
  headTooCold: engine(1.1, "at once", "head thermistor below 5 °C"),
  rollerOverTemperature: {
    ...engine(25, "at once", "roller thermistor above 190 °C for 0.3 s"),
    alias: "thermistorsDisagree",
  },
  rollerUnderTemperature: {
    ...engine(64, "a card waits for heat before the nip", "gate of 160-170 °C not reached in 60 s"),
    alias: "warmUpTooSlow",
  },
  heaterOpen: engine(60, HEATED, "92 % of at least 60 % power does not arrive, for 8 s"),
  heaterStuckOn: engine(20, "more heat comes than is asked for", "heat like a heater's that nobody commanded, for 3 s"),
  thermistorOpen: engine(0.5, "at once", "converter at its open end, three times"),
  thermistorShort: engine(0.5, "at once", "converter at its shorted end, three times; or a jump up"),
  thermistorDetached: {
    ...engine(
      0.5,
      "the roller is hot",
      "reading falls faster than 10 K/s; on a cold roller: heat that does not arrive; slow drift up: the host's heat balance, 10 W for 30 s",
    ),
    alias: "heaterOpen",
  },
  thermistorsDisagree: { ...engine(3.5, "at once", "the two thermistors differ by 12 K for 3 s"), needs: "roller2" },
  fanFailed: { ...engine(3.5, "the fan is told to turn", "tachometer below 200 rpm for 3 s"), needs: "fanTachometer" },
  airflowWeak: { ...engine(1.1, "the fan turns", "tachometer below 70 % of its speed"), needs: "fanTachometer" },
  ribbonOut: engine(1.1, "at once", "tag: no set left"),
  ribbonBroken: engine(2, "a picture begins", "spool does not turn"),
  ribbonNotRecognised: engine(1.1, "at once", "tag not readable, or of another type"),
  filmOut: engine(1.1, "at once", "tag: no frame left"),
  filmBroken: engine(2, "a picture begins", "spool does not turn"),
  filmNotRecognised: engine(1.1, "at once", "tag not readable, or of another type"),
  filmMarkNotFound: engine(2, "a picture begins", "mark sensor sees no mark"),
  blanksEmpty: engine(1.1, "at once", "hopper sensor"),
  outputFull: engine(1.1, "at once", "bin sensor"),
  rejectFull: engine(1.1, "at once", "bin sensor"),
  encoderFailed: { ...engine(13, "a chip is encoded", "encoder gives no answer"), needs: "encoder" },
  chipDead: { ...engine(13, "a chip is encoded", "chip gives no answer"), needs: "encoder" },
  serialUnexpected: controller(
    5,
    "at once",
    "identity after the reconnect: another serial than the station file's or the last one's",
  ),
  motorStalled: { ...engine(1, "a card moves", "motor current above 1800 mA for 0.5 s"), needs: "motorCurrent" },
  mainsLow: engine(1.1, "at once", "mains measured below 195 V"),
  powerInterrupted: engine(0.1, "the power is back", "step ledger and card path at the start"),
  watchdogReset: engine(0.1, "at once", "reset cause at the start"),
  clockLost: controller(5, "at once", "clock of the status ahead by 2 s or behind by 10 s, without a new start"),
  linkLost: controller(5, "at once", "connection closed, or 3 s of silence"),
  firmwareUnconfirmed: engine(1.1, "at once", "trial mark in the flash"),
  nvramCorrupt: engine(11, "at once", "checksums of both copies, each 10 s and at the start"),
  parameterOutOfRange: engine(1.1, "at once", "limits of each parameter, each tick and at the start"),
  warmUpTooSlow: {
    ...engine(
      301,
      "the roller warms up",
      "slope of the warm-up, 300 s, or 120 K s below the set-point, while some heat arrives",
    ),
    alias: "rollerUnderTemperature",
  },
  cutoffOpen: engine(1.1, "at once", "sense wire of the cut-off"),
};
