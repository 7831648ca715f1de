/** The step kinds and what each does. */
import { STEP_KIND } from "../../protocol/index.ts";
import { clean } from "./clean.ts";
import { eject } from "./eject.ts";
import { encode } from "./encode.ts";
import { feed } from "./feed.ts";
import { filmAdvance } from "./film-advance.ts";
import { home } from "./home.ts";
import { image } from "./image.ts";
import { reject } from "./reject.ts";
import type { StepRunner } from "./runner.ts";
import { transfer } from "./transfer.ts";

export const RUNNERS: Readonly<Record<number, StepRunner>> = {
  [STEP_KIND.feed]: feed,
  [STEP_KIND.encode]: encode,
  [STEP_KIND.image]: image,
  [STEP_KIND.transfer]: transfer,
  [STEP_KIND.eject]: eject,
  [STEP_KIND.reject]: reject,
  [STEP_KIND.filmAdvance]: filmAdvance,
  [STEP_KIND.clean]: clean,
  [STEP_KIND.home]: home,
};
