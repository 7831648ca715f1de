import { type Log, type LogLevel, logTo } from "../base/index.ts";

const ORDER: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** One line an event on standard error: time, level, event, facts. Data goes to standard output, talk comes here. */
export function consoleLog(least: LogLevel): Log {
  const from = ORDER.indexOf(least);
  return logTo((level, event, fields) => {
    if (ORDER.indexOf(level) < from) return;
    const facts = Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
    const time = new Date().toISOString().slice(11, 23);
    process.stderr.write(`${time} ${level.padEnd(5)} ${[event, ...facts].join(" ")}\n`);
  });
}
