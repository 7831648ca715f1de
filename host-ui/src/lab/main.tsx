/** The lab of simulated printers, `/lab`. */
import { Frame } from "../frame/frame.tsx";
import { startPage } from "../frame/start-page.tsx";
import "../styles/tokens.css";
import "../styles/page.css";
import "../styles/frame.css";

startPage(() => (
  <Frame page="lab" title="Lab">
    <main class="panels" />
  </Frame>
));
