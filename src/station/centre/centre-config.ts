/** What the station file says of the data centre, in the units that the client counts in. */
export interface CentreConfig {
  /** Base of all requests, without a slash at the end. */
  readonly url: string;
  /** Where a simulated centre takes lab commands, without a slash at the end; absent for a real one. */
  readonly control?: string;
  /** The name by which the centre knows this station. */
  readonly station: string;
  /** Jobs leased ahead. 0: each card is fetched when a printer needs it. */
  readonly prefetch: number;
  /** Online activation of each card: as the centre says, or always. */
  readonly activation: "centre" | "always";
  /** Leased jobs go on being printed while the line is down, if the centre allows it too. */
  readonly offline: boolean;
  readonly leaseSeconds: number;
  /** A card is started only if its lease lasts this much longer than the card. */
  readonly marginSeconds: number;
  /** How long an answer may take. */
  readonly timeoutSeconds: number;
  /** File with the station's secret, sent as a bearer token; absolute. */
  readonly tokenFile: string | undefined;
}

/** What counts when the station file names nothing but the URL. */
export const CENTRE_DEFAULTS = {
  prefetch: 0,
  activation: "centre",
  offline: true,
  leaseSeconds: 3_600,
  marginSeconds: 120,
  timeoutSeconds: 30,
} as const;
