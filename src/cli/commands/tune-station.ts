import { WallClock } from "../../base/index.ts";
import type { TuneEnd, TuneSample } from "../../rig/index.ts";
import { CommandError, EXIT, type ExitCode } from "../exit-codes.ts";
import { callStation } from "../station-client.ts";
import { type LoginOptions, loggedIn } from "../station-login.ts";

/** How often the station is asked how it goes. */
const LOOK_MS = 500;

export interface StationTuneWish {
  readonly station: string;
  readonly printer: string;
  readonly login: LoginOptions;
  readonly atCelsius: number;
  readonly cycles: number;
  readonly rule: string;
  readonly store: boolean;
  readonly onSample: (sample: TuneSample) => void;
  readonly onSay: (sentence: string) => void;
}

interface State {
  readonly kind: string;
  readonly state: "running" | "done" | "failed";
  readonly progress: TuneSample | null;
  readonly result: TuneEnd;
  readonly message: string;
  readonly exitCode: number;
}

/** `cetak tune --station`: the station runs the experiment over its own link; we watch, and stop it with Ctrl-C. */
export async function tuneAtStation(wish: StationTuneWish): Promise<TuneEnd> {
  const { station, printer } = wish;
  const cookie = await loggedIn(station, "technician", wish.login);
  const call = (name: string, input: object): Promise<unknown> =>
    callStation(station, name, { printer, ...input }, { cookie });
  let interrupted = false;
  const onSignal = (): void => {
    if (interrupted) return;
    interrupted = true;
    wish.onSay("stopping: heater off, gains back");
    call("service.tune.stop", {}).catch(() => {});
  };
  const { atCelsius: celsius, cycles, rule, store } = wish;
  const begun = (await call("service.tune", { celsius, cycles, rule, store })) as { serial: string };
  wish.onSay(`${printer} (${begun.serial}) at ${station}`);
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  try {
    for (;;) {
      const now = (await call("service.state", {})) as State | null;
      if (now === null || now.kind !== "tune") {
        throw new CommandError(EXIT.device, `${printer}: the station knows nothing of the experiment any more`);
      }
      if (now.progress !== null) wish.onSample(now.progress);
      if (now.state === "done") return now.result;
      if (now.state === "failed") throw new CommandError(now.exitCode as ExitCode, `${now.message}; the heater is off`);
      await pause(LOOK_MS);
    }
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}

function pause(ms: number): Promise<void> {
  const clock = new WallClock();
  return new Promise((resolve) => {
    clock
      .timer(() => {
        clock.close();
        resolve();
      })
      .armAfter(ms * 1000);
  });
}
