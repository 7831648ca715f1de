/** The roller against its working band, and the other temperatures. */
import type { JSX } from "preact";
import type { PrinterState } from "../api.ts";
import { number } from "../i18n/texts.ts";
import { Fact, Group } from "../parts/group.tsx";
import { Mark } from "../parts/shapes.tsx";
import { language } from "../store.ts";
import { bandPlace, gaugeBeyond, gaugeShare } from "../view/heat.ts";
import { t } from "./words.ts";

type Temps = NonNullable<PrinterState["temps"]>;

export function Temperatures(props: { printer: PrinterState }): JSX.Element {
  const { temps } = props.printer;
  return (
    <Group name="temps" title={t("group.temps")} atMs={temps?.atMs}>
      {temps !== undefined && <Readings temps={temps} />}
    </Group>
  );
}

function celsius(value: number, decimals = 1): string {
  return `${number(language.value, value, decimals)} °C`;
}

function Readings(props: { temps: Temps }): JSX.Element {
  const { temps } = props;
  return (
    <>
      {temps.roller !== undefined && <Roller celsius={temps.roller} setpoint={temps.setpoint} />}
      <dl class="facts">
        <Fact name={t("temp.setpoint")}>{temps.setpoint > 0 ? celsius(temps.setpoint) : t("temp.off")}</Fact>
        {temps.head !== undefined && <Fact name={t("temp.head")}>{celsius(temps.head)}</Fact>}
        {temps.hotZone !== undefined && <Fact name={t("temp.hotZone")}>{celsius(temps.hotZone)}</Fact>}
        {temps.exit !== undefined && <Fact name={t("temp.exit")}>{celsius(temps.exit)}</Fact>}
        <Fact name={t("temp.duty")}>{number(language.value, temps.duty * 100)} %</Fact>
        <Fact name={t("temp.fan")}>{number(language.value, temps.fanRpm)} rpm</Fact>
      </dl>
    </>
  );
}

function Roller(props: { celsius: number; setpoint: number }): JSX.Element {
  const place = bandPlace(props.celsius);
  const mark = place === "in" ? "ring" : place === "above" ? "triangle" : "down";
  return (
    <div class={`roller roller-${place}`}>
      <p class="roller-value">
        <span class="roller-name">{t("temp.roller")}</span>
        <strong class="value">{celsius(props.celsius)}</strong>
        <span class="roller-place value">
          <Mark shape={mark} /> {t(`temp.${place}`)}
        </span>
      </p>
      <Gauge celsius={props.celsius} setpoint={props.setpoint} />
    </div>
  );
}

const GAUGE_WIDTH = 300;

function Gauge(props: { celsius: number; setpoint: number }): JSX.Element {
  const x = (value: number): number => gaugeShare(value) * GAUGE_WIDTH;
  const at = x(props.celsius);
  const beyond = gaugeBeyond(props.celsius);
  const marker =
    beyond === "low" ? "M0 9l12-8v16z" : beyond === "high" ? `M${GAUGE_WIDTH} 9l-12-8v16z` : `M${at - 7} 0h14l-7 11z`;
  return (
    <svg class="gauge" viewBox={`-14 0 ${GAUGE_WIDTH + 28} 38`} role="img" aria-label={t("temp.band")}>
      <rect class="gauge-scale" x="0" y="13" width={GAUGE_WIDTH} height="8" rx="2" />
      <rect class="gauge-band" x={x(160)} y="11" width={x(170) - x(160)} height="12" />
      {props.setpoint > 0 && gaugeBeyond(props.setpoint) === undefined && (
        <path class="gauge-setpoint" d={`M${x(props.setpoint)} 9v16`} />
      )}
      <path class="gauge-marker" d={marker} />
      {[150, 160, 170, 180].map((tick) => (
        <text key={tick} class="gauge-text" x={x(tick)} y="36" text-anchor="middle">
          {tick}
        </text>
      ))}
    </svg>
  );
}
