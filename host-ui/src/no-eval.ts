/** The page's content security policy forbids compiling code at run time; zod must not even try. Loaded before any schema. */
import { config } from "zod";

config({ jitless: true });
