/** The lab of a simulated data centre in another process (`cetak centre`): its faults and its hours, over HTTP. */
import { z } from "zod";
import { CENTRE_FAULT_NAMES, CENTRE_FAULTS, USUAL_VALUES } from "../centre-sim/index.ts";
import { CommandRefused, type LabCentre, type LabCentreState, type LabHours } from "../station/index.ts";

const ANSWER_MS_MAX = 3_000;

const presentSchema = z.object({
  policy: z.object({ hours: z.object({ opensMinute: z.number(), closesMinute: z.number() }).optional() }),
  faults: z.record(z.string(), z.object({ rate: z.number(), value: z.number() })),
});
type Present = z.infer<typeof presentSchema>;

const FAULTS = CENTRE_FAULT_NAMES.map((name) => ({
  name,
  unit: CENTRE_FAULTS[name].unit,
  usual: USUAL_VALUES[name] ?? 0,
}));

export class LabCentreClient implements LabCentre {
  private readonly url: string;

  /** `url`: without a slash at the end. */
  constructor(url: string) {
    this.url = url;
  }

  async state(): Promise<LabCentreState> {
    try {
      const { policy, faults } = await this.ask("GET", "/lab");
      const { hours } = policy;
      return {
        problem: "",
        faults: FAULTS,
        on: faults,
        ...(hours === undefined
          ? {}
          : { hours: { opens: clockText(hours.opensMinute), closes: clockText(hours.closesMinute) } }),
      };
    } catch (error) {
      return { problem: error instanceof Error ? error.message : String(error), faults: FAULTS, on: {} };
    }
  }

  async inject(fault: string, rate: number | undefined, value: number | undefined): Promise<void> {
    const { unit } = CENTRE_FAULTS[known(fault)];
    if (value !== undefined && unit === "") throw new CommandRefused("invalid", `${fault} takes no number`);
    await this.ask("POST", `/lab/faults/${fault}`, {
      ...(rate === undefined ? {} : { rate }),
      ...(value === undefined ? {} : { value }),
    });
  }

  async heal(fault: string | undefined): Promise<void> {
    if (fault === undefined) await this.ask("POST", "/lab/clear");
    else await this.ask("DELETE", `/lab/faults/${known(fault)}`);
  }

  async setHours(hours: LabHours | undefined): Promise<void> {
    await this.ask("POST", "/lab/policy", { hours: hours ?? null });
  }

  private async ask(method: string, path: string, body?: object): Promise<Present> {
    const refused = (why: string) =>
      new CommandRefused("device", `no simulated data centre takes commands at ${this.url}: ${why}`);
    let answer: Response;
    let said: unknown;
    try {
      answer = await fetch(`${this.url}${path}`, {
        method,
        redirect: "manual",
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
        ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
      });
      said = await answer.json();
    } catch (error) {
      const { message, cause } = error as Error & { cause?: unknown };
      throw refused(cause instanceof Error ? cause.message : message);
    }
    const present = presentSchema.safeParse(said);
    if (!answer.ok || !present.success) throw refused(`it answers ${answer.status} and something else`);
    return present.data;
  }
}

function known(fault: string): (typeof CENTRE_FAULT_NAMES)[number] {
  const found = CENTRE_FAULT_NAMES.find((name) => name === fault);
  if (found !== undefined) return found;
  throw new CommandRefused("invalid", `no fault "${fault}" of a centre; possible: ${CENTRE_FAULT_NAMES.join(", ")}`);
}

const clockText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
