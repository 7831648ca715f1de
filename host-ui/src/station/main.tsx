/** The station's page, `/`. */
import { startPage } from "../frame/start-page.tsx";
import { StationPage } from "./station-page.tsx";
import "../styles/tokens.css";
import "../styles/page.css";
import "../styles/frame.css";
import "../styles/panel.css";
import "../styles/tabs.css";
import "../styles/figures.css";
import "../styles/station.css";

startPage(() => <StationPage />);
