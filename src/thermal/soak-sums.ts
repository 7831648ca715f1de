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
