import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type CardHistory, cardHistory, type KnownStep } from "../../src/controller/card/card-history.ts";
import { type PlanInput, planCard } from "../../src/controller/card/card-plan.ts";
import { CARD_STOP, FILM_STATE, STEP_KIND, STEP_RESULT } from "../../src/protocol/index.ts";

const step = (kind: number, result?: number, serial = ""): KnownStep => ({
  id: 1,
  kind,
  outcome: result === undefined ? undefined : { result, fault: undefined, serial },
});

const job = fc.constantFrom("", "A", "B");
const result = fc.constantFrom(...Object.values(STEP_RESULT).filter((one) => one !== STEP_RESULT.none));
const steps = fc.array(
  fc.record({ kind: fc.constantFrom(...Object.values(STEP_KIND)), result, serial: fc.constantFrom("", "04AA") }),
  { maxLength: 12 },
);
const input: fc.Arbitrary<PlanInput> = fc.record({
  job: fc.constant("A"),
  history: steps.map((all): CardHistory => cardHistory(all.map((one) => step(one.kind, one.result, one.serial)))),
  facts: fc.record({
    stop: fc.constantFrom(...Object.values(CARD_STOP)),
    encoded: fc.boolean(),
    transferred: fc.boolean(),
    suspect: fc.boolean(),
    film: fc.constantFrom(...Object.values(FILM_STATE)),
    cardJob: job,
    filmJob: job,
    serial: fc.constant("04AA"),
  }),
  supplies: fc.record({
    ribbon: fc.boolean(),
    film: fc.boolean(),
    blanks: fc.boolean(),
    outputFree: fc.boolean(),
    rejectFree: fc.boolean(),
  }),
  leave: fc.constantFrom("" as const, "skip" as const, "cancel" as const),
  powerLost: fc.boolean(),
});

test("a transfer is planned only for this job's chip with this job's film, on a card that is to be trusted", () => {
  fc.assert(
    fc.property(input, (one) => {
      const plan = planCard(one);
      if (plan.card?.kind !== STEP_KIND.transfer) return;
      expect([one.facts.cardJob, one.facts.filmJob, one.facts.film]).toEqual(["A", "A", FILM_STATE.imaged]);
      expect([one.facts.suspect, one.facts.encoded, one.facts.stop]).toEqual([false, true, CARD_STOP.encoder]);
      expect(one.history.eject).not.toBe(STEP_RESULT.ok);
    }),
    { numRuns: 3000 },
  );
});

test("a blank is fed only into an empty path, and never once something personal is out", () => {
  fc.assert(
    fc.property(input, (one) => {
      const plan = planCard(one);
      if (plan.card?.kind !== STEP_KIND.feed) return;
      expect([CARD_STOP.none, CARD_STOP.output, CARD_STOP.reject]).toContain(one.facts.stop);
      expect(one.history.personal).toBe(false);
    }),
    { numRuns: 3000 },
  );
});

test("a job goes back, or counts as unspent, only while nothing personal was written", () => {
  fc.assert(
    fc.property(input, (one) => {
      const plan = planCard(one);
      if (plan.unspent || plan.end?.end === "returned") expect(one.history.personal).toBe(false);
      if (plan.end?.end === "issued") expect(one.history.eject).toBe(STEP_RESULT.ok);
    }),
    { numRuns: 3000 },
  );
});

test("there is always something to do, to wait for, or an end", () => {
  fc.assert(
    fc.property(input, (one) => {
      const plan = planCard(one);
      const waitsForFilm = [FILM_STATE.none, FILM_STATE.searching, FILM_STATE.imaging].some(
        (state) => state === one.facts.film,
      );
      expect(
        plan.end !== undefined ||
          plan.card !== undefined ||
          plan.film !== undefined ||
          plan.lacks !== "" ||
          waitsForFilm,
      ).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

test("after a transfer that ended well only the exit decides: without its proof a person must", () => {
  const history = cardHistory([
    step(STEP_KIND.encode, STEP_RESULT.ok, "04AA"),
    step(STEP_KIND.transfer, STEP_RESULT.ok),
  ]);
  const gone: PlanInput = {
    job: "A",
    history,
    facts: {
      stop: CARD_STOP.none,
      encoded: false,
      transferred: false,
      suspect: false,
      film: FILM_STATE.idle,
      cardJob: "",
      filmJob: "",
      serial: "",
    },
    supplies: { ribbon: true, film: true, blanks: true, outputFree: true, rejectFree: true },
    leave: "",
    powerLost: false,
  };
  expect(planCard(gone).end).toEqual({ end: "uncertain", why: "noExitProof" });
  const facts = { ...gone.facts, stop: CARD_STOP.exit, encoded: true, transferred: true, suspect: true, cardJob: "A" };
  expect(planCard({ ...gone, facts }).card).toEqual({ kind: STEP_KIND.eject, own: true });
});

test("a card that was ordered out and is gone is void only if it melted: who ordered it saw that it was finished", () => {
  fc.assert(
    fc.property(input, (one) => {
      const { history } = one;
      if (history.eject === STEP_RESULT.none || history.rejected || !history.personal) return;
      const { end, card } = planCard(one);
      if (end?.end === "voided") expect(history.ejectFault).toBe("cardMelted");
      expect(end?.end).not.toBe("returned");
      expect(card?.kind).not.toBe(STEP_KIND.feed);
    }),
    { numRuns: 3000 },
  );
  // The power took the record of the transfer's end, and then, with the card just out, that of the eject's.
  const history = cardHistory([
    step(STEP_KIND.encode, STEP_RESULT.ok, "04AA"),
    step(STEP_KIND.transfer, STEP_RESULT.interrupted),
    step(STEP_KIND.eject, STEP_RESULT.interrupted),
  ]);
  const [sample] = fc.sample(input, 1);
  const facts = { ...sample!.facts, stop: CARD_STOP.none };
  const gone = { ...sample!, history, facts, leave: "" as const };
  expect(planCard(gone).end).toEqual({ end: "uncertain", why: "powerInterrupted" });
});

test("a rejected blank begins a new card, a rejected personal card ends it", () => {
  const blank = cardHistory([step(STEP_KIND.feed, STEP_RESULT.failed), step(STEP_KIND.reject, STEP_RESULT.ok)]);
  expect([blank.personal, blank.rejected]).toEqual([false, false]);
  const personal = cardHistory([
    step(STEP_KIND.encode, STEP_RESULT.interrupted),
    step(STEP_KIND.reject, STEP_RESULT.ok),
  ]);
  expect([personal.personal, personal.rejected, personal.cause]).toEqual([true, true, "power"]);
  expect(cardHistory([step(STEP_KIND.encode)]).encode).toBe(STEP_RESULT.begun);
});

test("whoever's chip stands at the encoder: only this job's own goes on, anybody else's goes out", () => {
  const supplies = { ribbon: true, film: true, blanks: true, outputFree: true, rejectFree: true };
  const at = (cardJob: string, encoded: boolean, transferred = false): PlanInput => ({
    job: "A",
    history: cardHistory(encoded ? [step(STEP_KIND.encode, STEP_RESULT.ok, "04AA")] : []),
    facts: {
      stop: CARD_STOP.encoder,
      encoded,
      transferred,
      suspect: false,
      film: FILM_STATE.imaged,
      cardJob,
      filmJob: "A",
      serial: "",
    },
    supplies,
    leave: "",
    powerLost: false,
  });
  expect(planCard(at("A", true)).card).toEqual({ kind: STEP_KIND.transfer, own: true });
  expect(planCard(at("B", true)).card).toEqual({ kind: STEP_KIND.reject, own: false });
  expect(planCard(at("", true)).card).toEqual({ kind: STEP_KIND.reject, own: false });
  expect(planCard(at("B", false)).card).toEqual({ kind: STEP_KIND.reject, own: false });
  expect(planCard(at("B", true, true)).card).toEqual({ kind: STEP_KIND.reject, own: false });
  expect(planCard(at("", false)).card).toEqual({ kind: STEP_KIND.encode, own: true });
});
