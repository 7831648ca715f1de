/** How a recording names what it has recorded. */

/** `link`: blocks of the engine link; `console`: the console's bytes; `events`: what happened beside the wires. */
export const ENDPOINTS = ["link", "console", "events"] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

export const ENDPOINT_WORDS: Readonly<Record<Endpoint, string>> = {
  link: "engine link, one block a packet",
  console: "console, as its bytes came",
  events: "what happened beside the wires",
};

/** Comments that mean something to a reader of recordings. */
export const REMARK = {
  opened: "link opened",
  closed: "link closed: ",
  noise: "noise",
  /** Said by whoever begins to record in the middle of a connection, and knows it. */
  model: "model: ",
} as const;

/** `P1 link`: the name of the interface of one endpoint of a printer. */
export const interfaceName = (printer: string, endpoint: Endpoint): string => `${printer} ${endpoint}`;

/** The reverse; undefined for an interface that is none of ours. */
export function partsOfName(name: string): { printer: string; endpoint: Endpoint } | undefined {
  const space = name.lastIndexOf(" ");
  const endpoint = ENDPOINTS.find((word) => word === name.slice(space + 1));
  return space < 1 || endpoint === undefined ? undefined : { printer: name.slice(0, space), endpoint };
}
