/** The wall display, `/wall`. Loads nothing that it does not show. */
import { startPage } from "../frame/start-page.tsx";
import { socketStatus } from "../store.ts";
import { admitted, lookWhetherAdmitted, tokenOf } from "./admission.ts";
import { bodyPx, screenOf, screenText } from "./screen.ts";
import { room, WallPage } from "./wall-page.tsx";
import "../styles/tokens.css";
import "../styles/wall.css";

const SCREEN_KEY = "cetak.wall.screen";
/** Height of the header and the edges, in em; the banner's line is taken off as well, for it may come at any time. */
const HEADER_EM = 5.1;
const EDGES_EM = 0.8;

const screen = screenOf(location.search, localStorage.getItem(SCREEN_KEY));
localStorage.setItem(SCREEN_KEY, screenText(screen));

function measure(): void {
  const em = bodyPx(screen, innerWidth, innerHeight);
  document.documentElement.style.fontSize = `${em}px`;
  room.value = { widthEm: innerWidth / em - EDGES_EM, heightEm: innerHeight / em - HEADER_EM };
}
measure();
addEventListener("resize", measure);

const asked = new URLSearchParams(location.search).get("lang");
const wallToken = tokenOf(location);
startPage(() => <WallPage />, {
  wallToken,
  language: asked === "id" || asked === "en" ? asked : undefined,
  admitted: (yes) => {
    admitted.value = yes;
  },
});
if (wallToken === undefined) {
  socketStatus.subscribe(({ status }) => {
    if (status === "waiting") void lookWhetherAdmitted();
  });
}
