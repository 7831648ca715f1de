import { type SelfTestProgress, selfTestHtml, selfTestText, sheetPassed } from "../../station/index.ts";
import { EXIT } from "../exit-codes.ts";
import { checkOutFiles, writeOutFile } from "../out-file.ts";
import { workWithoutReader } from "../outputs.ts";
import { Progress } from "../progress.ts";
import { openService, type ServiceOptions } from "../service-port.ts";

export interface SelfTestOptions extends ServiceOptions {
  json?: boolean;
  html?: string;
  language?: string;
}

/** `cetak selftest`: measures a printer that stands still. Exit 1 when an item is out of its limits, 8 when it may not run now. */
export async function selftest(options: SelfTestOptions): Promise<void> {
  const language = options.language === "id" ? "id" : "en";
  checkOutFiles(options.html);
  let interrupted = false;
  const stop = (): void => {
    // A second Ctrl-C does not wait: the printer's own lease takes the heat away.
    if (interrupted) process.exit(EXIT.interrupted);
    interrupted = true;
  };
  const service = await openService(options);
  workWithoutReader();
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  let bar: Progress | undefined;
  const show = ({ found, total, testing }: SelfTestProgress): void => {
    bar ??= new Progress(total);
    bar.show(found, testing);
  };
  try {
    const sheet = await service.selfTest(show, () => interrupted);
    bar?.end();
    if (options.html !== undefined) write(options.html, selfTestHtml(sheet, language));
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ passed: sheetPassed(sheet), ...sheet })}\n`
        : selfTestText(sheet, language),
    );
    process.exitCode = interrupted ? EXIT.interrupted : sheetPassed(sheet) ? EXIT.done : EXIT.failed;
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
    service.close();
  }
}

function write(file: string, html: string): void {
  writeOutFile(file, html);
  process.stderr.write(`cetak: wrote ${file}\n`);
}
