/** Structured log. Events are short names (`link.up`), facts are fields. No personal data, ever: callers mask first. */
export type LogLevel = "debug" | "info" | "warn" | "error";
export type LogFields = Record<string, unknown>;

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A log that adds `fields` to every line. */
  child(fields: LogFields): Log;
}

/** Where lines end up: a composition root gives one that writes, tests give one that collects. */
export type LogSink = (level: LogLevel, event: string, fields: LogFields) => void;

export function logTo(sink: LogSink, fixed: LogFields = {}): Log {
  const at = (level: LogLevel) => (event: string, fields?: LogFields) => sink(level, event, { ...fixed, ...fields });
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (fields) => logTo(sink, { ...fixed, ...fields }),
  };
}

const nothing = (): void => {};
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => silentLog };
