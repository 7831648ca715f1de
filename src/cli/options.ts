import { CommandError, EXIT } from "./exit-codes.ts";

/** A number option within limits, or one clear sentence and exit code 2. */
export function numberOption(text: string, name: string, low: number, high: number, whole = false): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= low && value <= high) || (whole && !Number.isInteger(value))) {
    throw new CommandError(
      EXIT.usage,
      `${name} must be a ${whole ? "whole " : ""}number from ${low} to ${high}, not "${text}"`,
    );
  }
  return value;
}

/** `tcp://host:port`, or one clear sentence and exit code 2. */
export function tcpUrlOption(text: string, name: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "tcp:" || url.hostname === "" || url.port === "") {
    throw new CommandError(EXIT.usage, `${name} must be like tcp://127.0.0.1:7001, not "${text}"`);
  }
  return text;
}
