/** What was learnt of each printer's airflow, one number a day: dust takes weeks, and the station is restarted meanwhile. */
import { AIRFLOW_DAYS_MAX, type AirflowDay } from "../../thermal/index.ts";
import { NO_TOPIC, type Store } from "./store.ts";
import type { Statement } from "./write-behind.ts";

const NONE: readonly AirflowDay[] = [];

export class AirflowTable {
  private readonly store: Store;
  private readonly read: Statement;
  private readonly insert: Statement;
  private readonly forget: Statement;

  constructor(store: Store) {
    this.store = store;
    this.read = store.prepare("SELECT day, permille FROM airflow_days WHERE printer = ? ORDER BY day");
    this.insert = store.prepareApart("INSERT OR REPLACE INTO airflow_days (printer, day, permille) VALUES (?, ?, ?)");
    this.forget = store.prepareApart("DELETE FROM airflow_days WHERE printer = ? AND day <= ?");
  }

  /** In the order of time; `airflow` 0..1. */
  of(printer: string): readonly AirflowDay[] {
    const rows = this.read.all(printer);
    if (rows.length === 0) return NONE;
    return rows.map((row) => ({ day: Number(row["day"]), airflow: Number(row["permille"]) / 1000 }));
  }

  /** Replaces what was kept of this printer and day. Days that are too old to be looked at go. */
  keep(printer: string, { day, airflow }: AirflowDay): void {
    this.store.transaction(() => {
      this.insert.run(printer, day, Math.round(airflow * 1000));
      this.forget.run(printer, day - AIRFLOW_DAYS_MAX);
    }, NO_TOPIC);
  }
}
