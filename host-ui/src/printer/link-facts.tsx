/** How well the printer's line works, and how many cards it made. For the technician: small, at the bottom. */
import type { JSX } from "preact";
import type { PrinterState } from "../api.ts";
import { number } from "../i18n/texts.ts";
import { Fact, Group } from "../parts/group.tsx";
import { language } from "../store.ts";
import { lostWords } from "../view/lost.ts";
import { t } from "./words.ts";

export function LinkFacts(props: { printer: PrinterState }): JSX.Element {
  const { link } = props.printer;
  const n = (value: number, decimals = 0): string => number(language.value, value, decimals);
  // That the line is down is the station's own fresh knowledge, however old the printer's last word is.
  const atMs = link.state === "up" ? link.atMs : "feed";
  return (
    <Group name="link" title={t("group.link")} atMs={atMs}>
      {link.reason !== "" && link.state !== "up" && <p class="link-reason value">{link.reason}</p>}
      <dl class="facts-line">
        <Fact name={t("group.state")}>{t(`link.${link.state}`)}</Fact>
        {link.srttMs > 0 && <Fact name={t("link.delay")}>{n(link.srttMs, link.srttMs < 10 ? 1 : 0)} ms</Fact>}
        <Fact name={t("link.retransmits")}>{n(link.retransmits)}</Fact>
        <Fact name={t("link.invalid")}>{n(link.invalid)}</Fact>
        <Fact name={t("link.reconnects")}>{n(link.reconnects)}</Fact>
      </dl>
    </Group>
  );
}

export function CardCounts(props: { printer: PrinterState }): JSX.Element {
  const { counters, lostSeconds } = props.printer;
  const n = (value: number): string => number(language.value, value);
  return (
    <Group name="counters" title={t("group.counters")} atMs="feed">
      <dl class="facts-line">
        <Fact name={t("count.issued")}>{n(counters.issued)}</Fact>
        <Fact name={t("count.spoilt")}>{n(counters.spoiltSeen)}</Fact>
        <Fact name={t("count.uncertain")}>{n(counters.uncertain)}</Fact>
        <Fact name={t("office.lost")}>{lostWords(language.value, lostSeconds)}</Fact>
      </dl>
    </Group>
  );
}
