/** What a host link counts, over all its connections. Show it: retransmissions and invalid bytes are how a bad cable is found. */
export interface LinkCounters {
  blocksIn: number;
  blocksOut: number;
  bytesIn: number;
  bytesOut: number;
  /** Blocks sent once more, for whatever reason. */
  retransmits: number;
  /** Repeated acknowledgements that asked for a retransmission. */
  naks: number;
  /** Retransmissions because no acknowledgement came in time. */
  timeouts: number;
  /** Bytes that belonged to no block. */
  invalidBytes: number;
  /** Good blocks with an id or parameters that the engine's own dictionary does not explain. */
  badContents: number;
  /** Connections that were up and then lost. */
  reconnects: number;
  /** Commands that were given up unacknowledged because a connection ended. */
  droppedCommands: number;
  /** Smoothed round-trip time, its variation and the retransmission timeout of this moment, in microseconds. */
  srttUs: number;
  rttvarUs: number;
  rtoUs: number;
  /** The beginning of the last undecodable input, as printable text. */
  lastJunk: string;
}

export function newLinkCounters(): LinkCounters {
  return {
    blocksIn: 0,
    blocksOut: 0,
    bytesIn: 0,
    bytesOut: 0,
    retransmits: 0,
    naks: 0,
    timeouts: 0,
    invalidBytes: 0,
    badContents: 0,
    reconnects: 0,
    droppedCommands: 0,
    srttUs: 0,
    rttvarUs: 0,
    rtoUs: 0,
    lastJunk: "",
  };
}
