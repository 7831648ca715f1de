/** What a printer's controller is told by the station file. */

export interface PrinterSettings {
  /** Serial number that must answer; anything else stops the printer before it moves or heats. */
  readonly expectedSerial?: string;
  /** Roller set-point for printing. The ministry's band is 160-170. [C] */
  readonly setpointCelsius: number;
  /** Predicted mean exit temperature of a card that the governor allows. Warp begins at 80. [E] */
  readonly exitCelsiusMax: number;
  /** `off`: a test option, no governor and no exit limit. The engine's own gate and cut-off stay. */
  readonly protection: "on" | "off";
  readonly model: "hdp5000" | "sr300";
}

export const DEFAULT_SETTINGS: PrinterSettings = {
  setpointCelsius: 165,
  exitCelsiusMax: 79,
  protection: "on",
  model: "hdp5000",
};
