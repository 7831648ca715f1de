/** The machine's settings: read from its console, changed together, and only what really differs is sent. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ask } from "../frame/ask.ts";
import { refusalText } from "../frame/refusal-text.ts";
import { language } from "../store.ts";
import { type SettingSpec, type Settings, settingsSchema } from "./answers.ts";
import type { ServiceProps } from "./service.tsx";
import { act } from "./target.ts";
import { s } from "./words.ts";

export function SettingsTable(props: ServiceProps): JSX.Element {
  const { printer, busy } = props;
  const [settings, setSettings] = useState<Settings | undefined>(undefined);
  const [wanted, setWanted] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState("");
  const [reading, setReading] = useState(false);
  const read = async (): Promise<void> => {
    setReading(true);
    const answer = await ask("service.settings.read", { printer: printer.name });
    setReading(false);
    const found = answer.ok ? settingsSchema.safeParse(answer.result) : undefined;
    setProblem(answer.ok ? "" : refusalText(answer));
    if (found?.success !== true) return;
    setSettings(found.data);
    setWanted({});
  };
  const changes = Object.entries(wanted).filter(([key, value]) => settings?.values[key] !== value);
  const write = async (): Promise<void> => {
    const facts = changes.map(([key, value]) => [key, `${settings?.values[key]} → ${value}`] as const);
    const alone = { printer: printer.name, changes: Object.fromEntries(changes) };
    const wish = {
      name: "service.settings.write",
      alone,
      label: s("settings.write"),
      question: s("settings.asks"),
      facts,
    };
    if ((await act(printer, wish))?.ok === true) await read();
  };
  return (
    <div class="settings">
      <p class="tool-line">
        <button type="button" class="button" disabled={busy || reading} onClick={() => void read()}>
          {s(reading ? "settings.reading" : "settings.read")}
        </button>
        <button
          type="button"
          class="button primary"
          disabled={busy || reading || changes.length === 0}
          onClick={() => void write()}
        >
          {s("settings.write")} {changes.length > 0 && `(${changes.length})`}
        </button>
        {settings !== undefined && (
          <span class="dim">
            {settings.serial} · {settings.model} · {settings.firmware}
          </span>
        )}
      </p>
      {problem !== "" && <p class="problem">{problem}</p>}
      {settings !== undefined && (
        <table class="setting-rows">
          <thead>
            <tr>
              <th scope="col">{s("settings.key")}</th>
              <th scope="col">{s("settings.value")}</th>
              <th scope="col">{s("settings.limits")}</th>
              <th scope="col">{s("settings.factory")}</th>
            </tr>
          </thead>
          <tbody>
            {settings.specs.map((spec) => (
              <Row
                key={spec.key}
                spec={spec}
                now={settings.values[spec.key] ?? ""}
                value={wanted[spec.key] ?? settings.values[spec.key] ?? ""}
                onChange={(value) => setWanted({ ...wanted, [spec.key]: value })}
              />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

interface RowProps {
  readonly spec: SettingSpec;
  readonly now: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Row({ spec, now, value, onChange }: RowProps): JSX.Element {
  const { key, kind, unit, factory } = spec;
  const words = language.value === "id" ? spec.id : spec.en;
  return (
    <tr class={now === value ? "" : "changed"}>
      <th scope="row">
        <code>{key}</code>
        <span class="dim">{words}</span>
      </th>
      <td data-name={s("settings.value")}>
        {kind === "flag" ? (
          <select value={value} aria-label={key} onChange={(event) => onChange(event.currentTarget.value)}>
            <option value="on">on</option>
            <option value="off">off</option>
          </select>
        ) : (
          <input
            value={value}
            aria-label={key}
            autocomplete="off"
            inputMode={kind === "number" ? "decimal" : "text"}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
        )}{" "}
        {unit}
      </td>
      <td class="dim" data-name={s("settings.limits")}>
        {limitsOf(spec)}
      </td>
      <td data-name={s("settings.factory")}>
        <button
          type="button"
          class="button small"
          disabled={value === factory}
          aria-label={`${s("settings.reset")}: ${key}`}
          onClick={() => onChange(factory)}
        >
          {factory === "" ? "–" : factory}
        </button>
      </td>
    </tr>
  );
}

/** Limits of a number stand in units of its last decimal. */
function limitsOf({ kind, decimals, minimum, maximum }: SettingSpec): string {
  if (kind !== "number") return "";
  const scale = 10 ** decimals;
  const shown = (value: number): string => (value / scale).toFixed(decimals);
  return `${shown(minimum)} … ${shown(maximum)}`;
}
