/** Hands at simulated machines: supplies, cover, room, dust, mains, faults, and time itself. */
import type { JSX } from "preact";
import { labStateSchema } from "../api-lab.ts";
import { useAsked } from "../frame/asked.ts";
import { Frame } from "../frame/frame.tsx";
import { may, session } from "../frame/session.ts";
import { CentreCard } from "./centre-card.tsx";
import { EngineCard } from "./engine-card.tsx";
import { RewindBar } from "./rewind-bar.tsx";
import { TimeBar } from "./time-bar.tsx";
import { t } from "./words.ts";

const LAB_AGAIN_MS = 1_000;

export function LabPage(): JSX.Element {
  return (
    <Frame page="lab" title={t("lab.title")}>
      <main class="lab">
        {may("lab.state") ? <Benches /> : session.value !== undefined && <p class="no-lab">{t("lab.none")}</p>}
      </main>
    </Frame>
  );
}

function Benches(): JSX.Element {
  const { value, problem, again } = useAsked("lab.state", "{}", labStateSchema, LAB_AGAIN_MS);
  return (
    <>
      <p class="lab-note">{t("lab.note")}</p>
      {problem !== "" && (
        <p class="problem" role="status">
          {problem}
        </p>
      )}
      {value?.time !== undefined && <TimeBar time={value.time} again={again} />}
      {value !== undefined && <RewindBar rewind={value.rewind} again={again} />}
      {value?.centre !== undefined && <CentreCard centre={value.centre} again={again} />}
      <div class="benches">
        {value?.printers.map((name) => {
          const engine = value.engines[name];
          return (
            engine !== undefined && (
              <EngineCard key={name} name={name} engine={engine} faults={value.faults} again={again} />
            )
          );
        })}
      </div>
    </>
  );
}
