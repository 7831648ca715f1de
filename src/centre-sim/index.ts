/** The door of the simulated data centre: the same API as the real one, own database, faults, over HTTP and in virtual time. */

export { CentreCore, type CentrePolicy, OPEN_POLICY } from "./centre-core.ts";
export {
  CENTRE_FAULT_NAMES,
  CENTRE_FAULTS,
  type CentreFault,
  CentreFaults,
  type FaultSetting,
  parseFault,
  USUAL_VALUES,
} from "./centre-faults.ts";
export { minuteOfDay, type ServiceHours, windowAt } from "./centre-hours.ts";
export { centreRecords, type RecordsOptions } from "./centre-records.ts";
export { CentreService, type CentreServiceOptions, type Seconds } from "./centre-service.ts";
export { CentreStore } from "./centre-store.ts";
export { DirectTransport, type DirectTransportOptions } from "./direct-transport.ts";
export type { CentreServer, CentreServerOptions } from "./http-server.ts";
export { startCentreServer } from "./lazy-server.ts";
export { batchCsv, type SyntheticPerson, syntheticPeople } from "./people.ts";
export { SimCentre, type SimCentreOptions } from "./sim-centre.ts";
