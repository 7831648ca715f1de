/** How well the printer's line works, and how many cards it made. For the technician: small, at the bottom. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { PrinterState } from "../api.ts";
import { linksSchema } from "../api-history.ts";
import { useFetched } from "../frame/asked.ts";
import { saying } from "../i18n/sayings.ts";
import { number } from "../i18n/texts.ts";
import { Fact, Group } from "../parts/group.tsx";
import { language } from "../store.ts";
import { lostWords } from "../view/lost.ts";
import { t } from "./words.ts";

const LINKS_AGAIN_MS = 2_000;

export function LinkFacts(props: { printer: PrinterState }): JSX.Element {
  const { link } = props.printer;
  const n = (value: number, decimals = 0): string => number(language.value, value, decimals);
  // That the line is down is the station's own fresh knowledge, however old the printer's last word is.
  const atMs = link.state === "up" ? link.atMs : "feed";
  return (
    <Group name="link" title={t("group.link")} atMs={atMs}>
      {link.reason !== "" && link.state !== "up" && (
        <p class="link-reason value">{saying(language.value, link.reason)}</p>
      )}
      <dl class="facts-line">
        <Fact name={t("group.state")}>{t(`link.${link.state}`)}</Fact>
        {link.srttMs > 0 && <Fact name={t("link.delay")}>{n(link.srttMs, link.srttMs < 10 ? 1 : 0)} ms</Fact>}
        <Fact name={t("link.retransmits")}>{n(link.retransmits)}</Fact>
        <Fact name={t("link.invalid")}>{n(link.invalid)}</Fact>
        <Fact name={t("link.reconnects")}>{n(link.reconnects)}</Fact>
      </dl>
      <Counters name={props.printer.name} />
    </Group>
  );
}

/** Everything that the link counts, by the names that the protocol's document has for it. */
function Counters(props: { name: string }): JSX.Element {
  const [open, setOpen] = useState(false);
  const url = open ? `/api/printers/${encodeURIComponent(props.name)}/links` : "";
  const { value, problem } = useFetched(url, linksSchema, LINKS_AGAIN_MS);
  const facts = Object.entries(value?.counters ?? {}).filter(([, count]) => count !== "");
  return (
    <details class="counters" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("link.counters")}</summary>
      {problem !== "" && <p class="dim">{problem}</p>}
      {value !== undefined && (
        <p class="dim">
          {value.model} · {value.serial} · {value.firmware} · {t("link.boots", { n: value.boots })}
        </p>
      )}
      <dl class="facts counter-facts" lang="en">
        {facts.map(([name, count]) => (
          <Fact key={name} name={name}>
            {typeof count === "number" ? number(language.value, count) : count}
          </Fact>
        ))}
      </dl>
    </details>
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
