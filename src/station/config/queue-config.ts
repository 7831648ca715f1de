/** What the station file says of queue, stock and copies: `[policy]`, `[stock]`. */
import { z } from "zod";
import { DEFAULT_POLICY, type Policy } from "../jobs/policy.ts";
import { COPIES_MAX } from "../journal/copies.ts";
import { DEFAULT_STOCK, type StockSettings } from "../stock/outlook.ts";

const DAYS_MAX = 3_650;
const CARDS_MAX = 1_000_000;
const whole = (low: number, high: number) => {
  const sentence = `must be a whole number from ${low} to ${high}`;
  return z.number({ error: sentence }).int(sentence).min(low, sentence).max(high, sentence);
};

export const COPIES_KEPT = 10;
export const copiesKept = whole(1, COPIES_MAX).default(COPIES_KEPT);

export const policyFileSchema = z.strictObject({
  change_waits_days: whole(0, DAYS_MAX).default(DEFAULT_POLICY.changeWaitsDays),
  replacement_waits_days: whole(0, DAYS_MAX).default(DEFAULT_POLICY.replacementWaitsDays),
  ration_below_ribbon: whole(0, CARDS_MAX).default(0),
  ration_below_film: whole(0, CARDS_MAX).default(0),
  ration_below_blanks: whole(0, CARDS_MAX).default(0),
  letter_required: z.boolean({ error: "must be true or false" }).default(DEFAULT_POLICY.letterRequired),
});

const { leadDays } = DEFAULT_STOCK;
export const stockFileSchema = z.strictObject({
  cards_per_day: whole(1, 100_000).default(DEFAULT_STOCK.cardsPerDay),
  blanks_travel_days: whole(0, 365).default(leadDays.blanks),
  ribbon_lead_days: whole(0, 365).default(leadDays.ribbon),
  film_lead_days: whole(0, 365).default(leadDays.film),
  cleaning_lead_days: whole(0, 365).default(leadDays.cleaningKits),
  safety_days: whole(0, 365).default(DEFAULT_STOCK.safetyDays),
  working_days: whole(1, 7).default(DEFAULT_STOCK.workingDaysPerWeek),
});

export function policyConfig(file: z.infer<typeof policyFileSchema> | undefined): Policy {
  if (file === undefined) return DEFAULT_POLICY;
  return {
    changeWaitsDays: file.change_waits_days,
    replacementWaitsDays: file.replacement_waits_days,
    rationBelow: {
      ribbon: file.ration_below_ribbon,
      film: file.ration_below_film,
      blanks: file.ration_below_blanks,
    },
    letterRequired: file.letter_required,
  };
}

export function stockConfig(file: z.infer<typeof stockFileSchema> | undefined): StockSettings {
  if (file === undefined) return DEFAULT_STOCK;
  return {
    cardsPerDay: file.cards_per_day,
    leadDays: {
      blanks: file.blanks_travel_days,
      ribbon: file.ribbon_lead_days,
      film: file.film_lead_days,
      cleaningKits: file.cleaning_lead_days,
    },
    safetyDays: file.safety_days,
    workingDaysPerWeek: file.working_days,
  };
}
