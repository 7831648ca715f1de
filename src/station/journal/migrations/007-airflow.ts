/** airflow_days: what was learnt of each printer's airflow, by day of the office's zone (days since 1970); thousandths. */
export const airflow = `
  CREATE TABLE airflow_days (
    printer TEXT NOT NULL,
    day INTEGER NOT NULL,
    permille INTEGER NOT NULL CHECK (permille BETWEEN 0 AND 1000),
    PRIMARY KEY (printer, day)
  ) STRICT, WITHOUT ROWID;
`;
