/** The other threads' side of `share-out.test.ts`: says where the thread keeps its compiled code. */
import { getCompileCacheDir } from "node:module";
import { workAlong } from "../../src/hil/run/share-out.ts";

await workAlong(async () => getCompileCacheDir());
