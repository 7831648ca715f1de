import { WallClock } from "../../base/index.ts";
import { ByteLine, connectUrl, LineLost, Stm32Client, Stm32Error, UsageError } from "../../protocol/index.ts";
import { imageFacts, TransportError, writeByStm32 } from "../../station/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { Progress } from "../progress.ts";
import type { FlashOptions } from "./flash.ts";

/** Rate of the STM32 boot loader where the URL names none; it finds out any up to this [P: AN3155]. */
const BAUD_DEFAULT = 115_200;

/** `cetak flash --recovery stm32`: a printer whose own boot loader is gone is written through the ROM of its chip. */
export async function flashRecovery(file: string, bytes: Uint8Array, options: FlashOptions): Promise<void> {
  if (options.console === undefined || options.station !== undefined || options.all === true) {
    throw new CommandError(
      EXIT.usage,
      "--recovery works at the cable: --console serial:///dev/ttyUSB0 and nothing else",
    );
  }
  const image = imageFacts(bytes, file);
  const url = lineUrl(options.console, options.mode ?? "8e1");
  const clock = new WallClock();
  try {
    const line = await dial(url, clock);
    try {
      const bar = new Progress(image.bytes);
      const words: Readonly<Record<string, string>> = { erasing: "erasing", writing: "written", verifying: "verified" };
      const end = await writeByStm32(new Stm32Client(line), bytes, clock, {
        onFacts: ({ version, pid }) =>
          void process.stderr.write(
            `chip      0x${pid.toString(16)}, boot loader ${version >> 4}.${version & 15} at ${url}\n` +
              `to        ${image.version} for a ${image.model}, ${image.bytes} bytes\n` +
              `signed by key ${image.signer.slice(0, 16)}\n`,
          ),
        onProgress: (phase, done) => bar.show(done, `bytes ${words[phase]}`),
      });
      bar.end();
      const told = `written and verified in ${end.seconds} s; remove the jumper: the printer starts ${image.version}`;
      process.stdout.write(
        options.json === true
          ? `${JSON.stringify({ result: "written", ...end, version: image.version, hash: image.hash })}\n`
          : `${told}\n`,
      );
    } finally {
      line.close();
    }
  } catch (error) {
    throw explained(error, url);
  } finally {
    clock.close();
  }
}

async function dial(url: string, clock: WallClock): Promise<ByteLine> {
  try {
    return await ByteLine.open(connectUrl(url, clock), clock);
  } catch (error) {
    if (error instanceof LineLost) throw new TransportError(error.message);
    throw error;
  }
}

/** A serial port runs at 115,200 baud with even parity unless it was said otherwise. */
function lineUrl(url: string, mode: string): string {
  if (!/^serial:/i.test(url)) return url;
  if (!URL.canParse(url)) throw new UsageError(`"${url}" is no address of a console`);
  const address = new URL(url);
  if (!address.searchParams.has("baud")) address.searchParams.set("baud", String(BAUD_DEFAULT));
  if (mode === "8e1" && !address.searchParams.has("parity")) address.searchParams.set("parity", "even");
  return address.href;
}

function explained(error: unknown, url: string): unknown {
  if (!(error instanceof Stm32Error)) return error;
  const { trouble, message } = error;
  if (trouble === "lost") return new TransportError(`${url}: ${message}; run the same command again: it begins anew`);
  if (trouble === "silent") return new CommandError(EXIT.deadline, `${url}: ${message}`);
  if (trouble === "garbled") return new CommandError(EXIT.device, `${url}: ${message}`);
  return new CommandError(EXIT.refused, `${url}: ${message}`);
}
