/** The data centre of an office day: the simulated centre with the file's service times, and the weather between it and the office. */
import type { VirtualClock } from "../../base/index.ts";
import { SimCentre } from "../../centre-sim/index.ts";
import { CENTRE_DEFAULTS, type CentreConfig } from "../../station/index.ts";
import type { DayState } from "./day-events.ts";
import type { DayPlan } from "./day-plan.ts";
import type { Spread } from "./office-schema.ts";
import { LEASE_AHEAD_SECONDS, patienceSeconds } from "./practice.ts";
import { centreQueue } from "./queue.ts";
import type { WorkingOffice } from "./remedies.ts";

export class DayCentre {
  readonly config: CentreConfig;
  private readonly office: WorkingOffice;
  private readonly seed: number;
  private readonly days: number;
  private centre: SimCentre | undefined;
  private lineUp = false;
  private times: { claim: Spread; activate: Spread; further: Spread };

  constructor(office: WorkingOffice, seed: number, days: number) {
    this.office = office;
    this.seed = seed;
    this.days = days;
    this.config = configOf(office);
    this.times = timesOf(office);
  }

  connect(clock: VirtualClock) {
    const { file, practice } = this.office;
    const self = this;
    this.centre = new SimCentre({
      clock,
      seed: this.seed,
      records: centreQueue(file, this.days, this.seed),
      policy: { activation: practice.activation, offline: !practice.activation, leaseJobsMax: 500 },
      // Asked anew for each request: another kind of day has other times.
      seconds: {
        get claim() {
          return self.times.claim;
        },
        get activate() {
          return self.times.activate;
        },
      },
      get furtherJobSeconds() {
        return self.times.further;
      },
      lineUp: () => this.lineUp,
    });
    return this.centre.transport;
  }

  newDay(plan: DayPlan): void {
    this.times = timesOf(plan.office);
  }

  weather({ noWay, host }: DayState): void {
    this.lineUp = host && noWay !== "power" && noWay !== "link";
    if (noWay === "centre") this.centre!.faults.set("outage");
    else this.centre!.faults.clear("outage");
  }

  close(): void {
    this.centre?.close();
  }
}

const timesOf = ({ file: { centre } }: WorkingOffice) => ({
  claim: centre.fetchSeconds,
  activate: centre.activateSeconds,
  further: centre.nextRecordSeconds,
});

function configOf(office: WorkingOffice): CentreConfig {
  const prefetch = office.practice.prefetch * office.file.printers.machines.length;
  return {
    ...CENTRE_DEFAULTS,
    url: "http://pusat",
    station: "office",
    prefetch,
    timeoutSeconds: patienceSeconds(office),
    leaseSeconds: prefetch === 0 ? CENTRE_DEFAULTS.leaseSeconds : LEASE_AHEAD_SECONDS,
    tokenFile: undefined,
  };
}
