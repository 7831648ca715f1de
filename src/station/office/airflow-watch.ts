/** Follows a printer's airflow over days and says when it is time to clean. It stops nothing: the governor keeps the cards well meanwhile. */
import type { Clock } from "../../base/index.ts";
import type { PrinterView } from "../../controller/index.ts";
import { AIRFLOW_DAYS_MAX, type AirflowDay, type AirflowTrend, airflowTrend } from "../../thermal/index.ts";
import type { Standing } from "../alarms/alarm-book.ts";
import type { Zone } from "../api.ts";
import { civilDay } from "../jobs/civil.ts";
import type { AirflowTable } from "../journal/airflow-table.ts";
import { airIsUsual } from "./usual-air.ts";

/** What a printer's estimate says of its airflow, 0..1, and how sure it is, as a standard deviation. */
export interface AirflowSight {
  readonly airflow: number;
  readonly sigma: number;
}

/** A surer estimate is believed. */
export const AIRFLOW_SIGMA_MAX = 0.08;
/** What has changed by less is not written again. */
const NEWS_SHARE = 0.01;
/** What is left is told in steps of this, percent: tenths of it change from hour to hour. */
const TOLD_PERCENT = 5;
export interface AirflowWatchOptions {
  readonly printer: string;
  readonly zone: Zone;
  /** The wall's clock. */
  readonly clock: Clock;
  readonly table: AirflowTable;
}

export class AirflowWatch {
  private readonly o: AirflowWatchOptions;
  private days: readonly AirflowDay[];
  private trend: AirflowTrend | undefined;
  private keptDay = -1;

  constructor(options: AirflowWatchOptions) {
    this.o = options;
    this.days = options.table.of(options.printer);
    this.trend = airflowTrend(this.days);
  }

  /** Now and then, with what is known now. Writes what is new of it; throws where the journal cannot be written. True: {@link standing} is another. */
  look(sight: AirflowSight | undefined, faults: PrinterView["faults"]): boolean {
    if (sight === undefined || sight.sigma > AIRFLOW_SIGMA_MAX) return false;
    if (!airIsUsual(faults)) return false;
    const { printer, zone, clock, table } = this.o;
    const today = { day: civilDay(clock.utcMs(), zone), airflow: sight.airflow };
    const newest = this.days.at(-1);
    if (newest !== undefined && newest.day > today.day) return false;
    const isSame = newest?.day === today.day && Math.abs(newest.airflow - today.airflow) < NEWS_SHARE;
    if (isSame && this.keptDay === today.day) return false;
    table.keep(printer, today);
    this.keptDay = today.day;
    const earlier = this.days.filter(({ day }) => day !== today.day && day > today.day - AIRFLOW_DAYS_MAX);
    this.days = [...earlier, today];
    const before = this.trend;
    this.trend = airflowTrend(this.days);
    return this.trend !== before;
  }

  /** For the alarm book; undefined: no dust to speak of. */
  get standing(): Standing | undefined {
    if (this.trend === undefined) return undefined;
    const { share, days } = this.trend;
    return { code: "filterDusty", params: { percent: Math.round((100 * share) / TOLD_PERCENT) * TOLD_PERCENT, days } };
  }
}
