/** The tuning experiment over a station's own link: the station goes on listening, and takes the link back when it must. */
import type { RunningTune, TunePort, TuneWish } from "../station/index.ts";
import { EngineTune } from "./tune-engine.ts";
import { TuneError } from "./tune-result.ts";

export const tuneOverStation: TunePort = (wish: TuneWish): RunningTune => {
  let tune: EngineTune | undefined;
  const ended = new Promise<unknown>((resolve, reject) => {
    tune = new EngineTune({
      clock: wish.clock,
      url: wish.printer,
      link: wish.lend,
      atCelsius: wish.atCelsius,
      cycles: wish.cycles,
      rule: wish.rule,
      store: wish.store,
      onSample: wish.onProgress,
      onEnd: (end) => (end instanceof TuneError ? reject(end) : resolve(end)),
    });
    tune.start();
  });
  return { ended, stop: () => tune?.stop(new TuneError("interrupted", "stopped by a person")) };
};
