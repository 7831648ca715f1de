/** CTRF 1.0.0 (https://ctrf.io): one JSON document with every test. */
import { failureText, type Suite } from "./suite.ts";

export function ctrfJson({ results, on, versions, startMs, tookMs }: Suite): string {
  const failed = results.filter(({ passed }) => !passed).length;
  const document = {
    reportFormat: "CTRF",
    specVersion: "1.0.0",
    results: {
      tool: { name: "cetak", version: versions["cetak"] ?? "" },
      summary: {
        tests: results.length,
        passed: results.length - failed,
        failed,
        pending: 0,
        skipped: 0,
        other: 0,
        start: startMs,
        stop: startMs + Math.round(tookMs),
      },
      tests: results.map((result) => ({
        name: `${result.name} [seed ${result.seed}]`,
        status: result.passed ? "passed" : "failed",
        duration: Math.round(result.deviceUs / 1000),
        filePath: result.file,
        tags: [...result.shows, ...result.tags],
        ...(result.passed ? {} : { message: result.failures[0]?.message ?? "", trace: failureText(result) }),
        extra: {
          seed: result.seed,
          on: result.on,
          rerun: result.rerun,
          measurements: result.measurements,
          faults: result.faults,
        },
      })),
      environment: { testEnvironment: on, appName: "cetak", appVersion: versions["cetak"] ?? "" },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
