import type { BatchReport } from "../rig/index.ts";

/** The report of a batch for people: what came out, what was lost and why. */
export function describeReport(report: BatchReport): string {
  const { issued, spoilt, marginal, truth } = report;
  const spoiltSum = spoilt.peel + spoilt.warp + spoilt.melt + spoilt.void;
  const lines = [
    `issued      ${issued} cards${marginal.curl + marginal.peelRisk > 0 ? ` (marginal: ${marginal.curl} curled, ${marginal.peelRisk} at risk of peeling)` : ""}`,
    `spoilt      ${spoiltSum}${spoiltSum > 0 ? ` (peeled ${spoilt.peel}, warped ${spoilt.warp}, melted ${spoilt.melt}, void ${spoilt.void}); noticed ${report.spoiltSeen}` : ""}`,
  ];
  if (report.uncertain > 0) lines.push(`uncertain   ${report.uncertain}: a person has to settle these`);
  if (report.heldJobs > 0) {
    lines.push(
      `set aside   ${report.heldJobs} jobs: not ready, or like the record of another row; a station lets people settle them`,
    );
  }
  if (report.left > 0) lines.push(`left        ${report.left} jobs still in the queue`);
  if (report.rejectedRows > 0) lines.push(`rejected    ${report.rejectedRows} rows`);
  const perHour = report.deviceSeconds > 0 ? Math.round((issued * 3600) / report.deviceSeconds) : 0;
  lines.push(`time        ${duration(report.deviceSeconds)} from first order to last card, ${perHour} cards an hour`);
  const lost = Object.entries(report.lostSeconds).filter(([, seconds]) => seconds > 0);
  lines.push(
    `lost        ${lost.length === 0 ? "nothing" : lost.map(([cause, s]) => `${cause} ${duration(s)}`).join(", ")}`,
  );
  if (truth !== undefined) {
    lines.push(
      `heat        nip entered at ${truth.nipEntryCelsiusMin}-${truth.nipEntryCelsiusMax} C, hottest card ${truth.exitCelsiusMax} C`,
    );
  }
  return `${lines.join("\n")}\n`;
}

function duration(seconds: number): string {
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}
