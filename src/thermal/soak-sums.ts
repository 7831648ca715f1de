/** Running sums over one step of the soak filters: seconds times value, or seconds. */
export interface SoakSums {
  seconds: number;
  roller: number;
  surface: number;
  core: number;
  head: number;
  headSeconds: number;
  heaterWatt: number;
  fan: number;
  imaging: number;
  nip: number;
  printing: number;
  /** The cover stood open at some time. */
  open: boolean;
}

/** All to nothing, in place. */
export function clearSums(sums: SoakSums): void {
  sums.seconds = 0;
  sums.roller = 0;
  sums.surface = 0;
  sums.core = 0;
  sums.head = 0;
  sums.headSeconds = 0;
  sums.heaterWatt = 0;
  sums.fan = 0;
  sums.imaging = 0;
  sums.nip = 0;
  sums.printing = 0;
  sums.open = false;
}

export const emptySums = (): SoakSums => ({
  seconds: 0,
  roller: 0,
  surface: 0,
  core: 0,
  head: 0,
  headSeconds: 0,
  heaterWatt: 0,
  fan: 0,
  imaging: 0,
  nip: 0,
  printing: 0,
  open: false,
});
