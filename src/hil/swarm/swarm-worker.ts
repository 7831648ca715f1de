/** A thread that runs seeds of the swarm beside others. */
import { workAlong } from "../run/share-out.ts";
import { swarmOutcome } from "./swarm.ts";

await workAlong(swarmOutcome);
