import { StorageError } from "../station/index.ts";
import { failWith } from "./fail.ts";

/**
 * Resolves when the disk takes nothing any more. The printer that met it has gone safe already; nothing may be ordered that
 * could not be written down, so whoever waits for this stops. Any other mistake ends the process: a supervisor starts it again.
 */
export function diskFull(): Promise<StorageError> {
  return new Promise((resolve) => {
    process.on("uncaughtException", (error) => {
      if (error instanceof StorageError) resolve(error);
      else process.exit(failWith(error));
    });
  });
}
