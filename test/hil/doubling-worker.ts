/** The other threads' side of `share-out.test.ts`. */
import { workAlong } from "../../src/hil/run/share-out.ts";
import { doubled } from "./doubling.ts";

await workAlong(doubled);
