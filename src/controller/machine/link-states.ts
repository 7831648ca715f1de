/** The link region: mirrors the host link's own state, so that one picture shows both. */
import type { LinkState } from "../../protocol/index.ts";
import { chart } from "./machine-setup.ts";

const LINK_STATES: readonly LinkState[] = ["offline", "connecting", "identifying", "synchronising", "up", "lost"];

const follow = LINK_STATES.map((state) => ({
  guard: { type: "linkIs" as const, params: { state } },
  target: `.${state}`,
}));

const state = (description: string) => chart.createStateConfig({ meta: { description } });

export const linkRegion = chart.createStateConfig({
  description: "Connection to the engine.",
  initial: "offline",
  on: { LINK: follow },
  states: {
    offline: state("Not started, or stopped."),
    connecting: state("Dialling; tries again with growing pauses."),
    identifying: state("Downloading the engine's data dictionary."),
    synchronising: state("Adopting sequence and clock."),
    up: state("Commands are reliable and in order."),
    lost: state("The connection broke; it is dialled again."),
  },
});
