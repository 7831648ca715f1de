/** Commands to one printer: each names the machine and its serial, in the question before it and in its outcome. */
import type { PrinterState } from "../api.ts";
import { type Answer, order } from "../frame/ask.ts";
import { confirmed } from "../frame/confirm.tsx";
import { t } from "./words.ts";

/** The serial goes along: the station then refuses when another machine stands there by now. */
export function targetOf({ name, serial }: PrinterState): { printer: string; serial?: string } {
  return serial === undefined ? { printer: name } : { printer: name, serial };
}

export const machineName = ({ name, serial }: PrinterState): string =>
  serial === undefined ? name : `${name} (${serial})`;

/** Name and value of what a question is about. */
export function machineFacts(printer: PrinterState): [name: string, value: string][] {
  return [
    [t("act.printer"), `${printer.name}, ${printer.place}`],
    [t("card.serial"), printer.serial ?? t("card.serialUnknown")],
  ];
}

export interface Wish {
  /** Of the command. */
  readonly name: string;
  readonly input?: Readonly<Record<string, unknown>>;
  /** Input that does not name the printer. */
  readonly alone?: Readonly<Record<string, unknown>>;
  /** On the button and in the outcome. */
  readonly label: string;
  /** Leave it out to act without a question. */
  readonly question?: string;
  /** More that the question names. */
  readonly facts?: readonly (readonly [name: string, value: string])[];
  readonly danger?: boolean;
}

/** Undefined: the person thought better of it. */
export async function act(printer: PrinterState, wish: Wish): Promise<Answer | undefined> {
  const { name, input = {}, label, question, danger = false } = wish;
  if (question !== undefined) {
    const facts = [...machineFacts(printer), ...(wish.facts ?? [])];
    const consent = await confirmed({
      title: `${label}: ${printer.name}`,
      facts,
      text: question,
      action: label,
      danger,
    });
    if (consent === undefined) return undefined;
  }
  return order(name, wish.alone ?? { ...targetOf(printer), ...input }, `${label} · ${machineName(printer)}`);
}
