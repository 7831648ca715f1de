/** One byte stream to an engine, whatever carries it. */
export interface Wire {
  /** Bytes are copied or consumed before it returns. Writing to a closed wire does nothing. */
  write(bytes: Uint8Array): void;
  close(): void;
}

export interface WireEvents {
  onOpen(wire: Wire): void;
  /** `bytes` is valid only inside the call. */
  onData(bytes: Uint8Array): void;
  /** Why it ended or never began, as a sentence for people without a full stop. */
  onClose(reason: string): void;
}

/** Starts one attempt: `onOpen` at most once, then `onClose` exactly once. After `cancel` neither is called again. */
export interface Connect {
  (events: WireEvents): { cancel(): void };
  /** What it dials, for error sentences. */
  readonly url?: string;
}

/** Stands between a wire and who uses it. */
export interface WireListener {
  /** The same events, listened to, and likewise the wire that they bring. */
  hears(events: WireEvents): WireEvents;
}
