import { WallClock } from "../../base/index.ts";
import { connectUrl, type LinkProbe, ProbeError, probeLink } from "../../protocol/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { numberOption } from "../options.ts";

export interface LinkProbeOptions {
  timeout: string;
  json?: boolean;
}

/** `cetak link probe`: who answers at a link, print engine or not. Moves and heats nothing. */
export async function linkProbe(url: string, options: LinkProbeOptions): Promise<void> {
  const timeoutUs = Math.round(numberOption(options.timeout, "--timeout", 0.1, 600) * 1e6);
  const clock = new WallClock();
  try {
    const found = await probeLink({ connect: connectUrl(url, clock), clock, timeoutUs });
    process.stdout.write(options.json ? `${JSON.stringify(jsonOf(url, found))}\n` : text(url, found));
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
    const sentence = error.message.includes(url) ? error.message : `${url}: ${error.message}`;
    throw new CommandError(error.busy ? EXIT.refused : EXIT.device, sentence);
  } finally {
    clock.close();
  }
}

function jsonOf(url: string, { sim, simSpeed, ...found }: LinkProbe): object {
  return { url, ...found, ...(sim ? { sim, simSpeed } : {}) };
}

function text(url: string, found: LinkProbe): string {
  const { mcu, version, commands, responses, clockFreq, rttMs, retransmits, invalid, sim, simSpeed } = found;
  const lines = [
    `${mcu === "" ? "an engine" : mcu} ${version} at ${url}${sim ? `  SIM, ${simSpeed} times real time` : ""}`,
    `dictionary   ${commands} commands, ${responses} responses`,
    `clock        ${clockFreq} ticks a second`,
    `round trip   ${rttMs.toFixed(2)} ms`,
    `line         ${retransmits} blocks sent again, ${invalid} invalid bytes`,
  ];
  const constants = Object.entries(found.constants).map(([name, value]) => `${name}=${value}`);
  if (constants.length > 0) lines.push(`constants    ${constants.join(" ")}`);
  return `${lines.join("\n")}\n`;
}
