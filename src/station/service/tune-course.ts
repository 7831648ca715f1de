/** The course of a tuning experiment so far, for a picture: one point a second at most, thinned out when there are many. */
import type { TuneWish } from "../tune-port.ts";

type Sample = Parameters<TuneWish["onProgress"]>[0];

/** A picture is no wider than this. */
export const COURSE_POINTS_MAX = 400;

export interface TuneProgress extends Sample {
  /** The roller swings around this. */
  readonly atCelsius: number;
  /** Seconds and degrees Celsius, oldest first. */
  readonly course: readonly (readonly [seconds: number, celsius: number])[];
}

export class TuneCourse {
  private readonly atCelsius: number;
  private points: [number, number][] = [];
  private stepSeconds = 1;

  constructor(atCelsius: number) {
    this.atCelsius = atCelsius;
  }

  with(now: Sample): TuneProgress {
    const last = this.points.at(-1);
    if (last === undefined || now.seconds - last[0] >= this.stepSeconds) {
      this.points.push([Math.round(now.seconds * 10) / 10, Math.round(now.celsius * 100) / 100]);
    }
    if (this.points.length > COURSE_POINTS_MAX) {
      this.points = this.points.filter((_, i) => i % 2 === 0);
      this.stepSeconds *= 2;
    }
    return { ...now, atCelsius: this.atCelsius, course: [...this.points] };
  }
}
