/** Tabs as the ARIA practices want them: arrow keys move, one is in the tab order, the panel is named by its tab. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";

export interface Tab {
  readonly name: string;
  readonly title: string;
  /** Shown beside the title when above 0. */
  readonly count?: number;
  /** The count asks for nobody. */
  readonly calm?: boolean;
  readonly draw: () => JSX.Element;
}

export function Tabs(props: { label: string; tabs: readonly Tab[] }): JSX.Element {
  const { tabs } = props;
  const [name, choose] = useState(tabs[0]?.name ?? "");
  const list = useRef<HTMLDivElement>(null);
  const at = Math.max(
    0,
    tabs.findIndex((tab) => tab.name === name),
  );
  const shown = tabs[at];
  const move = (to: number): void => {
    const next = tabs[(to + tabs.length) % tabs.length];
    if (next === undefined) return;
    choose(next.name);
    list.current?.querySelector<HTMLElement>(`#tab-${next.name}`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(to);
  };
  return (
    <section class="work">
      <div class="tabs" role="tablist" aria-label={props.label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map((tab, i) => (
          <button
            key={tab.name}
            id={`tab-${tab.name}`}
            type="button"
            role="tab"
            aria-selected={i === at}
            aria-controls="tab-panel"
            tabIndex={i === at ? 0 : -1}
            onClick={() => choose(tab.name)}
          >
            {tab.title}
            {tab.count !== undefined && tab.count > 0 && (
              <span class={`tab-count ${tab.calm === true ? "" : "wanted"}`}>{tab.count}</span>
            )}
          </button>
        ))}
      </div>
      <div id="tab-panel" class="tab-panel" role="tabpanel" aria-labelledby={`tab-${shown?.name ?? ""}`}>
        {shown?.draw()}
      </div>
    </section>
  );
}
