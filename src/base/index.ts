export { BoundedQueue } from "./bounded-queue.ts";
export { type Clock, type Micros, type Timer, US_PER_MS, US_PER_S } from "./clock.ts";
export { type Log, type LogFields, type LogLevel, type LogSink, logTo, silentLog } from "./log.ts";
export { Random } from "./random.ts";
export { ScaledClock } from "./scaled-clock.ts";
export { centi, clamp, micros, seconds } from "./units.ts";
export { STORM_ALARMS_MAX, VirtualClock } from "./virtual-clock.ts";
export { WallClock } from "./wall-clock.ts";
export { type XStateClock, xstateClock } from "./xstate-clock.ts";
