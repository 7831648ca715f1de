/** The page of one printer, `/printer/NAME`. */
import { Frame } from "../frame/frame.tsx";
import { startPage } from "../frame/start-page.tsx";
import { Panel } from "./panel.tsx";
import "../styles/tokens.css";
import "../styles/page.css";
import "../styles/frame.css";
import "../styles/panel.css";
import "../styles/mechanism.css";
import "../styles/readings.css";

const name = decodeURIComponent(location.pathname.split("/")[2] ?? "");

startPage(() => (
  <Frame page="printer" title={name}>
    <main class="panels">
      <Panel name={name} />
    </main>
  </Frame>
));
