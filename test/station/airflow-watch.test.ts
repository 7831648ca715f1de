import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { VirtualClock } from "../../src/base/index.ts";
import { MS_PER_DAY } from "../../src/station/jobs/civil.ts";
import { AirflowWatch } from "../../src/station/office/airflow-watch.ts";
import { MORNING_MS, openJournal, people } from "./journal-fixture.ts";
import { OfficeRig } from "./office-rig.ts";

const TODAY = Math.floor(MORNING_MS / MS_PER_DAY);
const sure = (airflow: number) => ({ airflow, sigma: 0.05 });

/** A watch on a journal, on the given day. */
function watchOn(journal: ReturnType<typeof openJournal>, daysLater: number): AirflowWatch {
  const clock = new VirtualClock({ startUtcMs: MORNING_MS + daysLater * MS_PER_DAY });
  return new AirflowWatch({ printer: "P1", zone: "WIB", clock, table: journal.airflow });
}

describe("a printer's airflow over days", () => {
  it("is kept in the journal day by day, and said when it has fallen, whatever was restarted meanwhile", () => {
    const folder = mkdtempSync(join(tmpdir(), "airflow-"));
    const path = join(folder, "journal.db");
    const said = [0.8, 0.78, 0.79, 0.7, 0.62, 0.55, 0.5].map((airflow, day) => {
      const journal = openJournal(path);
      const watch = watchOn(journal, day);
      watch.look(sure(0.9), []);
      watch.look(sure(airflow), []);
      const { standing } = watchOn(journal, day);
      expect(standing).toEqual(watch.standing);
      journal.close();
      return standing;
    });
    rmSync(folder, { recursive: true });
    expect(said.slice(0, 6)).toEqual(Array.from({ length: 6 }));
    expect(said[6]).toEqual({ code: "filterDusty", params: { percent: 70, days: 4 } });
  });

  it("says no more on the day of the cleaning", () => {
    const journal = openJournal();
    [0.8, 0.8, 0.8, 0.5, 0.5, 0.5].forEach((airflow, day) => {
      watchOn(journal, day).look(sure(airflow), []);
    });
    const watch = watchOn(journal, 6);
    expect(watch.standing?.params).toEqual({ percent: 65, days: 3 });
    expect(watch.look(sure(0.78), [])).toBe(true);
    expect(watch.standing).toBeUndefined();
  });

  it("learns nothing from an unsure estimate, a fan that fails or an open cover, nor on a day before the newest", () => {
    const journal = openJournal();
    const watch = watchOn(journal, 0);
    watch.look(undefined, []);
    watch.look({ airflow: 0.4, sigma: 0.2 }, []);
    for (const fault of ["fanFailed", "airflowWeak", "coverOpen"] as const) watch.look(sure(0.4), [{ fault }] as never);
    expect(journal.airflow.of("P1")).toEqual([]);
    watch.look(sure(0.4), []);
    watchOn(journal, -3).look(sure(0.9), []);
    expect(journal.airflow.of("P1")).toEqual([{ day: TODAY, airflow: 0.4 }]);
  });

  it("stands at the printer as something to do soon, stops nothing, and goes when the machine has been cleaned", () => {
    const folder = mkdtempSync(join(tmpdir(), "airflow-"));
    const rig = new OfficeRig(["P1"], join(folder, "journal.db"));
    [0.9, 0.9, 0.9, 0.5, 0.5, 0.5].forEach((airflow, at) => {
      rig.journal.airflow.keep("P1", { day: TODAY - 7 + at, airflow });
    });
    rig.restartStation();
    const alarms = () => rig.office.printerState("P1").alarms.map(({ code, priority }) => ({ code, priority }));
    rig.until(() => alarms().length > 0);
    expect(alarms()).toEqual([{ code: "filterDusty", priority: "P3" }]);
    rig.office.addJobs(people(60));
    rig.until(() => alarms().length === 0, 3600);
    expect(rig.journal.jobCounts.issued).toBeGreaterThan(10);
    expect(rig.journal.airflow.of("P1").at(-1)?.airflow).toBeGreaterThan(0.85);
    rig.office.stop();
    rig.journal.close();
    rmSync(folder, { recursive: true });
  });
});
