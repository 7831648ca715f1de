import type { wallId } from "./wall-id.ts";

/** English words of the wall. */
export const wallEn: Readonly<Record<keyof typeof wallId, string>> = {
  "wall.queue": "Queue PRR",
  "wall.today": "Today",
  "wall.clear": "Clear by",
  "wall.sim": "SIM",
  "wall.more": "{n} more troubles",
  "wall.since": "since {time}",
  "wall.waiting": "CONNECTING TO THE STATION",
  "wall.refused": "THIS DISPLAY IS NOT ADMITTED YET",
  "wall.refusedHelp": "Open it with the link made on the station's page, or log in there.",
  "wall.lostHelp": "This display keeps trying to reconnect by itself. Check the station and its network.",
  "wall.clearNone": "empty",
  "wall.clearFrom": "{low} – {high}",
  "wall.clearForecast": "{days} (forecast)",
};
