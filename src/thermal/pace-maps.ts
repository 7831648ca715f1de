/** The maps of a card cycle for the room, the airflow and the mains of the moment, kept as long as they fit. */
import { cardEntryCelsius, cardExitCelsius } from "./card-law.ts";
import { NIP_BURN_SECONDS } from "./nip-forecast.ts";
import { fullPowerWatt } from "./pid.ts";
import type { ThermalProfile } from "./profiles.ts";
import { HEAT, HEAT_COUNT } from "./schedule/affine.ts";
import { CycleMaps } from "./schedule/cycle-maps.ts";
import { SHIFT_SECONDS } from "./schedule/shift.ts";
import type { SoakEstimator } from "./soak-estimator.ts";

/** Maps are made anew when airflow, room or heater have moved so far. Exit temperatures change by less than 0.02 K until then. */
const AIRFLOW_STEP = 0.01;
const ROOM_STEP_KELVIN = 0.15;
/** While the estimate is on the move they are made anew only at each so many looks, or when it has moved so many steps. */
const LOOKS_MIN = 10;
const STEPS_FAR = 6;
const HEATER_STEP_WATT = 3;
/** A machine that works asks for the same few waits again and again, one that cools for ever new ones. */
const WAITS_KEPT = 64;
/** What the engine keeps above the window's lower edge, K: margin of its forecast, and what it has not learnt yet. */
const ENGINE_MARGIN_KELVIN = 0.32;
/** A roller that is held enters the nip so far above its set-point, K: the planned rise, and what the loop is late in taking back [C]. */
const HELD_RISE_KELVIN = 2;
/** A card may be fed though the roller will be late by so much: waiting outside would only put both off, s. */
export const LATE_SECONDS = 4;
/** Surface at nip entry before a card was planned, degC above the window's lower edge. */
const ENTRY_ABOVE_KELVIN = 3;

const heat = new Float64Array(HEAT_COUNT);

export class PaceMaps {
  readonly #profile: ThermalProfile;
  readonly #exitCelsiusMax: number;
  #maps: CycleMaps | undefined;
  #looks = 0;

  constructor(profile: ThermalProfile, exitCelsiusMax: number) {
    this.#profile = profile;
    this.#exitCelsiusMax = exitCelsiusMax;
  }

  /** Maps that fit the estimate. `heldCelsius`: the set-point that the roller is held at for printing; 0: heat comes just in time. */
  at(estimator: SoakEstimator, heldCelsius: number): CycleMaps {
    const { airflow, roomCelsius } = estimator;
    const heaterWatt = fullPowerWatt(this.#profile, estimator.mainsVolt);
    const old = this.#maps?.shift;
    const steps =
      old === undefined
        ? Number.POSITIVE_INFINITY
        : Math.max(
            Math.abs(old.airflow - airflow) / AIRFLOW_STEP,
            Math.abs(old.roomCelsius - roomCelsius) / ROOM_STEP_KELVIN,
            Math.abs(old.profile.heaterWatt - heaterWatt) / HEATER_STEP_WATT,
          );
    const fits = old !== undefined && (steps < 1 || (steps < STEPS_FAR && ++this.#looks < LOOKS_MIN));
    const gateLowCelsius = this.#profile.gateLowCelsius + ENGINE_MARGIN_KELVIN;
    const entryCelsiusMin = heldCelsius === 0 ? gateLowCelsius : heldCelsius + HELD_RISE_KELVIN;
    if (fits && old.entryCelsiusMin === entryCelsiusMin) return this.#maps!;
    this.#looks = 0;
    this.#maps = new CycleMaps(
      {
        profile: { ...estimator.learnt, heaterWatt, gateLowCelsius },
        roomCelsius,
        airflow,
        exitCelsiusMax: this.#exitCelsiusMax,
        entryCelsiusMin,
        shiftSeconds: SHIFT_SECONDS,
      },
      NIP_BURN_SECONDS,
      LATE_SECONDS,
      WAITS_KEPT,
    );
    return this.#maps;
  }

  /** The estimate in the order of the maps. One array for all, good until the next call. */
  state(estimator: SoakEstimator): Float64Array {
    estimator.heatInto(heat);
    return heat;
  }

  /** Mean exit temperature of a card that went into the nip now, heated just in time, degC. */
  exitNow(estimator: SoakEstimator): number {
    const x = this.state(estimator);
    const planned = this.#maps?.entry[HEAT.surface] ?? 0;
    const surface = Math.max(planned, this.#profile.gateLowCelsius + (planned === 0 ? ENTRY_ABOVE_KELVIN : 0));
    const entry = cardEntryCelsius(x[HEAT.hotZone]!, x[HEAT.chassis]!);
    return cardExitCelsius(this.#profile, entry, surface, x[HEAT.platen]!) + estimator.exitWarmerKelvin;
  }
}
