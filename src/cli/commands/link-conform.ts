import { WallClock } from "../../base/index.ts";
import { connectUrl, LineError, type RuleResult, runConformance } from "../../protocol/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";

export interface LinkConformOptions {
  moves?: boolean;
  json?: boolean;
}

const MARKS: Readonly<Record<RuleResult["result"], string>> = { pass: "pass   ", fail: "FAIL   ", skipped: "skipped" };

/** `cetak link conform`: the rules of `docs/protocol-conformance.md`, one by one, on the engine at a link. */
export async function linkConform(url: string, options: LinkConformOptions): Promise<void> {
  const clock = new WallClock();
  const say = ({ id, title, result, detail }: RuleResult): void => {
    const remark = detail === "" ? "" : `\n               ${detail}`;
    process.stdout.write(`${id}  ${MARKS[result]}  ${title}${remark}\n`);
  };
  try {
    const report = await runConformance({
      connect: connectUrl(url, clock),
      clock,
      moves: options.moves === true,
      ...(options.json ? {} : { onResult: say }),
    });
    const { mcu, version, sim, passed, failed, skipped } = report;
    if (options.json) process.stdout.write(`${JSON.stringify({ url, ...report })}\n`);
    else {
      const who = `${mcu} ${version}${sim ? " (SIM)" : ""} at ${url}`;
      process.stdout.write(`${who}: ${passed} passed, ${failed} failed, ${skipped} skipped\n`);
    }
    if (failed > 0) process.exitCode = EXIT.failed;
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    const sentence = error.message.includes(url) ? error.message : `${url}: ${error.message}`;
    throw new CommandError(/^busy\b/.test(error.message) ? EXIT.refused : EXIT.device, sentence);
  } finally {
    clock.close();
  }
}
