/** The lab's way back: the simulated world is put back to a saved state and goes on from there. */
import { z } from "zod";
import type { LabPort, LabWayBack } from "../lab-port.ts";
import { type Command, command } from "./command.ts";

const point = z.number().int().min(1).optional();

export function labRewindCommands(lab: LabPort): Command[] {
  const back = <T extends { point?: number | undefined }>(
    name: string,
    input: z.ZodType<T>,
    way: (o: T) => LabWayBack,
  ): Command =>
    command<T>({
      name,
      role: "operator",
      changes: true,
      input,
      audited: (o) => ({ to: way(o), ...(o.point === undefined ? {} : { point: o.point }) }),
      run: (o, caller) => ({ to: lab.rewind.go(way(o), o.point, caller) }),
    });
  return [
    back("lab.rewind", z.strictObject({ to: z.enum(["step", "fault"]), point }), ({ to }) => to),
    back("lab.again", z.strictObject({ point }), () => "again"),
  ];
}
