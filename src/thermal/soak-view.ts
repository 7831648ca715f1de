/** What goes into the soak estimate, and what it shows. */
import type { Micros } from "../base/index.ts";

/** One report of the printer's sensors. */
export interface SoakReading {
  nowUs: Micros;
  rollerCelsius: number;
  headCelsius: number;
  /** 0..1 */
  duty: number;
  mainsVolt: number;
  fanPermille: number;
  /** The head is printing. */
  imaging: boolean;
  /** A card is in the nip. */
  transferring: boolean;
  /** Something moves: motors and electronics have their working load, and the nip works. */
  working: boolean;
  /** The cover stands open: what the air does inside is unknown. */
  coverOpen?: boolean;
  /** Of the last card, where a sensor at the exit tells it. */
  exitCelsius?: number | undefined;
}

/** Plain data of the estimate, for views and reports. */
export interface SoakView {
  platenCelsius: number;
  hotZoneCelsius: number;
  chassisCelsius: number;
  roomCelsius: number;
  /** Airflow effectiveness at full fan 0..1: dust, and the state of the rotor. */
  airflow: number;
  /** Heat that arrives in the roller over what is commanded: 1 sound, 0.9 a tenth weak. */
  heaterHealth: number;
  /** Heat into the roller that nobody commanded, W; negative: commanded heat that does not arrive. */
  residualWatt: number;
  /** Standard deviation of the exit temperature of a card now, K. */
  exitSigmaKelvin: number;
}
