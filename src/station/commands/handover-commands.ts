/** The way from the output bin to the owner: the pending list, the counter, delivery rounds. */
import { z } from "zod";
import { LIST_MAX } from "../journal/job-views.ts";
import { type Command, CommandRefused, command } from "./command.ts";
import { type JobsDeps, key, limit } from "./jobs-commands.ts";

const ROUNDS_MAX = 100;
const place = z.string().trim().min(1).max(100);
const round = z.number().int().min(1);

export function handoverCommands({ journal }: JobsDeps): Command[] {
  const { handover, views } = journal;
  return [
    command({
      name: "jobs.pending",
      role: "viewer",
      changes: false,
      input: z.strictObject({ subdistrict: place.optional(), after: key.optional(), limit }),
      run: ({ subdistrict, after, limit: count }) => views.pending(subdistrict, count, after),
    }),
    command({
      name: "jobs.handover",
      role: "operator",
      changes: true,
      input: z.strictObject({ jobs: z.array(key).min(1).max(LIST_MAX) }),
      audited: ({ jobs }) => ({ count: jobs.length, jobs: jobs.slice(0, 20).join(" ") }),
      run: ({ jobs }) => {
        const refused = handover.handOver(jobs);
        if (refused.length === jobs.length) {
          const why = "not issued, revoked, or out in a delivery round";
          throw new CommandRefused(
            "refused",
            `${jobs.length === 1 ? jobs[0] : "none of them"} cannot be handed over: ${why}`,
          );
        }
        return { handedOver: jobs.length - refused.length, refused };
      },
    }),
    command({
      name: "jobs.rounds",
      role: "viewer",
      changes: false,
      input: z.strictObject({ round: round.optional(), limit: z.number().int().min(1).max(ROUNDS_MAX).default(20) }),
      run: ({ round: one, limit: count }) =>
        one === undefined ? { rounds: handover.rounds(count) } : { round: one, cards: handover.cardsOf(one) },
    }),
    command({
      name: "jobs.roundOpen",
      role: "operator",
      changes: true,
      input: z.strictObject({
        name: place,
        subdistrict: place.optional(),
        jobs: z.array(key).min(1).max(LIST_MAX).optional(),
        limit: limit.default(LIST_MAX),
      }),
      audited: ({ name, subdistrict = "", jobs }) => ({ name, subdistrict, named: jobs?.length ?? 0 }),
      run: ({ name, subdistrict, jobs, limit: count }) => {
        const taken = jobs ?? views.pending(subdistrict, count).jobs.map((job) => job.key);
        const opened = handover.openRound(name, subdistrict ?? "", taken);
        if (opened === undefined) throw new CommandRefused("refused", "there are no cards to take along");
        return { ...opened, jobs: handover.cardsOf(opened.round).map((card) => card.key) };
      },
    }),
    command({
      name: "jobs.roundClose",
      role: "operator",
      changes: true,
      input: z.strictObject({ round, broughtBack: z.array(key).max(LIST_MAX).default([]) }),
      audited: ({ round: one, broughtBack }) => ({ round: one, broughtBack: broughtBack.length }),
      run: ({ round: one, broughtBack }) => {
        const out = new Set(handover.cardsOf(one).map((card) => card.key));
        const stranger = broughtBack.find((job) => !out.has(job));
        if (stranger !== undefined) throw new CommandRefused("invalid", `${stranger} is not in round ${one}`);
        const closed = handover.closeRound(one, broughtBack);
        if (closed === undefined) throw new CommandRefused("notFound", `there is no open round ${one}`);
        return closed;
      },
    }),
  ];
}
