/**
 * The journal's tables, one file a step. `PRAGMA user_version` counts the steps that a file has had: append only, the number
 * in the file's name is its place here, and one that has been released is never edited.
 */
import { jobsCardsSteps } from "./migrations/001-jobs-cards-steps.ts";
import { jobsStockAudit } from "./migrations/002-jobs-stock-audit.ts";
import { centre } from "./migrations/003-centre.ts";
import { access } from "./migrations/004-access.ts";
import { flash } from "./migrations/005-flash.ts";
import { oneTrigger } from "./migrations/006-one-trigger.ts";
import { airflow } from "./migrations/007-airflow.ts";
import { plainComparisons } from "./migrations/008-plain-comparisons.ts";
import { heatMemories } from "./migrations/009-heat-memories.ts";

export const MIGRATIONS: readonly string[] = [
  jobsCardsSteps,
  jobsStockAudit,
  centre,
  access,
  flash,
  oneTrigger,
  airflow,
  plainComparisons,
  heatMemories,
];
