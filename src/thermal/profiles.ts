/**
 * The two standard machines as numbers. Grades: [P] published, [C] computed, [M] from memory of vendor sheets,
 * [E] engineering estimate chosen so that the model reproduces the published facts.
 */

/** Sensors that a machine may have beyond the roller and head thermistors, which every machine has. */
export interface SensorCapabilities {
  /** Second, independent roller thermistor. */
  readonly roller2: boolean;
  /** Air temperature of the hot zone. */
  readonly hotZone: boolean;
  /** Temperature of the card at the exit (the exit sensor itself only sees the card's edge). */
  readonly exitTemperature: boolean;
  readonly motorCurrent: boolean;
  readonly fanTachometer: boolean;
}

export interface ThermalProfile {
  readonly name: "hdp5000" | "sr300";

  /** Heat capacities, J/K [E]: roller core (Al 30x80 mm is about 120), roller surface (12 g rubber), platen, hot zone, chassis, print head. */
  readonly coreJoulePerKelvin: number;
  readonly surfaceJoulePerKelvin: number;
  readonly platenJoulePerKelvin: number;
  readonly hotZoneJoulePerKelvin: number;
  readonly chassisJoulePerKelvin: number;
  readonly headJoulePerKelvin: number;

  /** First-order lag of the roller thermistor behind the surface, s [E]. */
  readonly thermistorLagSeconds: number;

  /** Conductances, W/K [E]. Core to surface: k A/L of 1.3 mm rubber. */
  readonly coreToSurface: number;
  readonly surfaceToHotZone: number;
  readonly coreToHotZone: number;
  /** Surface to platen, nip open or closed without a card. */
  readonly surfaceToPlatenIdle: number;
  readonly surfaceToPlatenPrinting: number;
  readonly platenToHotZone: number;
  readonly hotZoneToChassis: number;
  /** Hot zone to room: `base + perAirflow * f`, f = airflow effectiveness 0..1. */
  readonly hotZoneToRoomBase: number;
  readonly hotZoneToRoomPerAirflow: number;
  readonly chassisToRoomBase: number;
  readonly chassisToRoomPerAirflow: number;
  readonly headToHotZoneBase: number;
  readonly headToHotZonePerAirflow: number;

  /** Heater power at nominal mains, W [E]. Power goes with the square of the voltage. */
  readonly heaterWatt: number;
  /** Nominal mains, V (Indonesia: 220-230) [P]. */
  readonly mainsVolt: number;

  /** Heat into the chassis always, and more while a card cycle runs, W [E]. */
  readonly chassisIdleWatt: number;
  readonly chassisPrintingWatt: number;
  /** Heat of the motors into the hot zone while a card cycle runs, W [E]. */
  readonly motorsWatt: number;
  /** Heat into the print head for one card, J, spread over `imagingSeconds` [E]. */
  readonly headJoulePerCard: number;
  readonly imagingSeconds: number;

  /** One card, feed order to eject done, s [E]: 100 and 106 cards an hour [M]. */
  readonly cycleSeconds: number;
  /** The card enters the nip this long before the end of its cycle, s [E]. */
  readonly nipEntryBeforeEndSeconds: number;
  /** 85.6 mm at 12.7 mm/s, s [M]. */
  readonly nipSeconds: number;

  /** Heat capacity of a PET-G card, J/K [P density and cp, rounded]. */
  readonly cardJoulePerKelvin: number;
  /** Share of (surface - card) and of (platen - card) that the card's mean takes up in the nip [E, between the rows of the nip table, C]. */
  readonly cardShareSurface: number;
  readonly cardSharePlaten: number;

  /** Published window of the transfer for e-KTP, degC [P], and the set-point in its middle. */
  readonly gateLowCelsius: number;
  readonly gateHighCelsius: number;
  readonly setpointCelsius: number;

  /** Print head: imaging waits above the first and goes on below the second, degC [E]. */
  readonly headPauseCelsius: number;
  readonly headResumeCelsius: number;

  /** One-shot thermal cut-off on the core, degC [E]; hardware. */
  readonly cutoffCelsius: number;

  /** Power-on to "heater may run", and film search after it, s [E]. */
  readonly bootSeconds: number;
  readonly filmInitSeconds: number;

  /** Gains of the roller PID, in duty at nominal mains per K, per K s, and s per K [E: softer than the relay tuning, C]. */
  readonly pid: { readonly kp: number; readonly ki: number; readonly kd: number };

  readonly sensors: SensorCapabilities;
}

const STANDARD_SENSORS: SensorCapabilities = {
  roller2: false,
  hotZone: false,
  exitTemperature: false,
  motorCurrent: true,
  fanTachometer: true,
};

/** Fargo HDP5000 class. */
export const HDP5000: ThermalProfile = {
  name: "hdp5000",
  coreJoulePerKelvin: 110,
  surfaceJoulePerKelvin: 20,
  platenJoulePerKelvin: 85,
  hotZoneJoulePerKelvin: 1100,
  chassisJoulePerKelvin: 9500,
  headJoulePerKelvin: 130,
  thermistorLagSeconds: 4,
  coreToSurface: 1.6,
  surfaceToHotZone: 0.16,
  coreToHotZone: 0.12,
  surfaceToPlatenIdle: 0.05,
  surfaceToPlatenPrinting: 0.08,
  platenToHotZone: 0.35,
  hotZoneToChassis: 1.1,
  hotZoneToRoomBase: 0.15,
  hotZoneToRoomPerAirflow: 2.05,
  chassisToRoomBase: 3.2,
  chassisToRoomPerAirflow: 0.8,
  headToHotZoneBase: 1.2,
  headToHotZonePerAirflow: 1.0,
  heaterWatt: 150,
  mainsVolt: 230,
  chassisIdleWatt: 25,
  chassisPrintingWatt: 30,
  motorsWatt: 6,
  headJoulePerCard: 380,
  imagingSeconds: 22,
  cycleSeconds: 36,
  nipEntryBeforeEndSeconds: 10,
  nipSeconds: 6.7,
  cardJoulePerKelvin: 6,
  cardShareSurface: 0.22,
  cardSharePlaten: 0.09,
  gateLowCelsius: 160,
  gateHighCelsius: 170,
  setpointCelsius: 165,
  headPauseCelsius: 80,
  headResumeCelsius: 70,
  cutoffCelsius: 228,
  bootSeconds: 45,
  filmInitSeconds: 20,
  pid: { kp: 0.1, ki: 0.0012, kd: 1.0 },
  sensors: STANDARD_SENSORS,
};

/** Datacard SR300 class. */
export const SR300: ThermalProfile = {
  ...HDP5000,
  name: "sr300",
  coreJoulePerKelvin: 85,
  surfaceJoulePerKelvin: 18,
  platenJoulePerKelvin: 80,
  hotZoneJoulePerKelvin: 900,
  chassisJoulePerKelvin: 8000,
  headJoulePerKelvin: 120,
  thermistorLagSeconds: 3,
  coreToSurface: 1.7,
  surfaceToHotZone: 0.15,
  coreToHotZone: 0.11,
  platenToHotZone: 0.33,
  hotZoneToChassis: 1.0,
  hotZoneToRoomPerAirflow: 1.9,
  chassisToRoomBase: 2.9,
  heaterWatt: 170,
  chassisIdleWatt: 22,
  chassisPrintingWatt: 28,
  headJoulePerCard: 350,
  // Its panels print faster; a governor that spread the heat over 22 s would miss a sixteenth of it and let cards warp.
  imagingSeconds: 20.6,
  cycleSeconds: 34,
  cardShareSurface: 0.21,
  bootSeconds: 40,
  pid: { kp: 0.1, ki: 0.0012, kd: 0.8 },
};

export const THERMAL_PROFILES: { readonly hdp5000: ThermalProfile; readonly sr300: ThermalProfile } = {
  hdp5000: HDP5000,
  sr300: SR300,
};

/** Electrical power of the heater, W, at a duty 0..1 and a mains voltage: resistive, so with the square of the voltage. */
export function heaterWatts(profile: ThermalProfile, duty: number, mainsVolt: number): number {
  const ratio = mainsVolt / profile.mainsVolt;
  return duty * profile.heaterWatt * ratio * ratio;
}
