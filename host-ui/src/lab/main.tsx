/** The lab of simulated printers, `/lab`. */
import { startPage } from "../frame/start-page.tsx";
import { LabPage } from "./lab-page.tsx";
import "../styles/tokens.css";
import "../styles/page.css";
import "../styles/frame.css";
import "../styles/panel.css";
import "../styles/segments.css";
import "../styles/lab.css";

startPage(() => <LabPage />);
