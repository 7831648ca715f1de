/** A thread that runs scenarios beside others. */
import { runJob } from "./jobs.ts";
import { workAlong } from "./share-out.ts";

await workAlong(runJob);
