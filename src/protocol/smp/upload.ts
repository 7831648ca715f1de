/**
 * Sends an image with several requests in flight, so that the line is never idle: the window is the number of buffers
 * that the device says it has. The device's answer is the offset that it wants next; whatever it wants, it gets: after a
 * loss, or from where an interrupted upload stopped.
 */
import { createHash } from "node:crypto";
import { US_PER_S } from "../../base/index.ts";
import type { SmpClient, SmpOutcome, SmpRequestHandle } from "./client.ts";
import { IMAGE_COMMAND, OS_COMMAND, SMP_GROUP, SMP_RC } from "./codes.ts";
import { wholeNumber } from "./fields.ts";
import { encodeSmp, SMP_PACKET_BYTES_MAX, type SmpMap } from "./packet.ts";
import { SmpError } from "./smp-error.ts";

/** What a device that does not tell is assumed to have [C: Zephyr's smallest usual console]. */
const BUFFER_BYTES_DEFAULT = 256;
const BUFFER_BYTES_MIN = 128;
/** Length and CRC of the console framing share the device's buffer with the packet. */
const FRAMING_BYTES = 4;
export const UPLOAD_WINDOW_MAX = 16;
/** The first request may have to wait for flash to be erased. */
const FIRST_US = 40 * US_PER_S;
const CHUNK_US = 20 * US_PER_S;
/** More handles than that are not worth keeping: only the newest can still be under way. */
const SENT_KEPT_MAX = 4 * UPLOAD_WINDOW_MAX;
/** Rewinds without any progress between them. */
const REWINDS_MAX = 20;

export interface SmpBuffers {
  readonly bytes: number;
  readonly count: number;
}

export interface UploadOptions {
  /** Image number of a device with several processors. */
  readonly image?: number;
  /** Asks the device to refuse anything that is not newer than what runs. */
  readonly upgrade?: boolean;
  readonly buffers: SmpBuffers;
  /** Resend after so long without an answer, us. */
  readonly tryUs?: number;
  readonly onProgress?: (sentBytes: number, totalBytes: number) => void;
}

export interface UploadResult {
  /** Offset at which the device already had the image. */
  readonly resumedAt: number;
  readonly rewinds: number;
}

/** The device's console buffers; the usual ones when it does not tell. */
export async function readBuffers(client: SmpClient): Promise<SmpBuffers> {
  try {
    const answer = await client.request(SMP_GROUP.os, OS_COMMAND.params, "read", {}, { what: "asking for buffers" });
    const bytes = wholeNumber(answer, "buf_size") ?? BUFFER_BYTES_DEFAULT;
    const count = wholeNumber(answer, "buf_count") ?? 1;
    return { bytes: Math.max(BUFFER_BYTES_MIN, bytes), count: Math.max(1, Math.min(count, UPLOAD_WINDOW_MAX)) };
  } catch (error) {
    if (error instanceof SmpError && error.kind === "answer" && error.rc === SMP_RC.notSupported) {
      return { bytes: BUFFER_BYTES_DEFAULT, count: 1 };
    }
    throw error;
  }
}

/** Rejects with an {@link SmpError}. */
export function uploadImage(client: SmpClient, image: Uint8Array, options: UploadOptions): Promise<UploadResult> {
  return new Promise((resolve, reject) =>
    uploadNow(client, image, options, (outcome) => (outcome instanceof SmpError ? reject(outcome) : resolve(outcome))),
  );
}

/** The same with a callback, for virtual time. `done` is called once. */
export function uploadNow(
  client: SmpClient,
  image: Uint8Array,
  options: UploadOptions,
  done: (outcome: UploadResult | SmpError) => void,
): void {
  new Upload(client, image, options, done).begin();
}

class Upload {
  readonly #client: SmpClient;
  readonly #image: Uint8Array;
  readonly #options: UploadOptions;
  readonly #done: (outcome: UploadResult | SmpError) => void;
  readonly #sha: Uint8Array;
  readonly #window: number;
  #acked = 0;
  #next = 0;
  /** Requests of this round, answered ones too. */
  #sent: SmpRequestHandle[] = [];
  #inFlight = 0;
  /** Answers of an older one are ignored. */
  #round = 0;
  #resumedAt = 0;
  #rewinds = 0;
  #rewindsInVain = 0;
  #over = false;

  constructor(
    client: SmpClient,
    image: Uint8Array,
    options: UploadOptions,
    done: (outcome: UploadResult | SmpError) => void,
  ) {
    this.#client = client;
    this.#image = image;
    this.#options = options;
    this.#done = done;
    this.#sha = createHash("sha256").update(image).digest();
    this.#window = Math.max(1, Math.min(options.buffers.count, UPLOAD_WINDOW_MAX));
  }

  /** The first request goes alone: it erases, and its answer may say that half the image is there already. */
  begin(): void {
    const { image = 0, upgrade = false } = this.#options;
    const fields: SmpMap = { off: 0, len: this.#image.length, sha: this.#sha, image, upgrade };
    const data = this.#image.subarray(0, this.#room(fields));
    const round = ++this.#round;
    this.#inFlight = 0;
    this.#send({ ...fields, data }, FIRST_US, (outcome) => {
      if (round !== this.#round) return;
      const wanted = this.#wantedOf(outcome);
      if (wanted === undefined) return;
      // Only the very first answer tells of an upload that was interrupted.
      if (this.#rewinds === 0 && wanted !== data.length) this.#resumedAt = wanted;
      if (wanted === 0) this.#rewind(0);
      else this.#goOn(wanted);
    });
  }

  /** Bytes of image that fit beside these fields into one buffer of the device. */
  #room(fields: SmpMap): number {
    const packet = { op: "write", response: false, version: 2, group: 1, command: 1, seq: 0 } as const;
    // The data's own length takes up to three bytes more than that of none.
    const spent = encodeSmp({ ...packet, payload: { ...fields, data: new Uint8Array(0) } }).length + 3;
    const packetBytes = Math.min(this.#options.buffers.bytes - FRAMING_BYTES, SMP_PACKET_BYTES_MAX);
    return Math.max(16, packetBytes - spent);
  }

  #goOn(from: number): void {
    this.#acked = from;
    this.#next = from;
    this.#progress();
    this.#fill();
  }

  #fill(): void {
    while (!this.#over && this.#inFlight < this.#window && this.#next < this.#image.length) {
      const off = this.#next;
      const data = this.#image.subarray(off, off + this.#room({ off }));
      this.#next = off + data.length;
      this.#inFlight++;
      const round = this.#round;
      this.#send({ off, data }, CHUNK_US, (outcome) => {
        if (round !== this.#round || this.#over) return;
        this.#inFlight--;
        this.#heard(outcome, off + data.length);
      });
    }
  }

  #heard(outcome: SmpOutcome, endOfChunk: number): void {
    const wanted = this.#wantedOf(outcome);
    if (wanted === undefined) return;
    if (wanted < endOfChunk || wanted > this.#next) {
      this.#rewind(wanted);
      return;
    }
    if (wanted > this.#acked) {
      this.#acked = wanted;
      this.#rewindsInVain = 0;
      this.#progress();
    }
    this.#fill();
  }

  /** The device wants something else than what is under way. */
  #rewind(wanted: number): void {
    this.#rewinds++;
    if (++this.#rewindsInVain > REWINDS_MAX) {
      this.#finish(new SmpError("protocol", `uploading: the device keeps asking for offset ${wanted}`));
      return;
    }
    this.#round++;
    this.#inFlight = 0;
    this.#forgetSent();
    if (wanted === 0) this.begin();
    else this.#goOn(wanted);
  }

  #wantedOf(outcome: SmpOutcome): number | undefined {
    if (!outcome.ok) {
      this.#finish(outcome.error);
      return undefined;
    }
    const wanted = wholeNumber(outcome.payload, "off", this.#image.length);
    if (wanted === undefined) {
      this.#finish(new SmpError("protocol", "uploading: the answer names no offset"));
      return undefined;
    }
    if (wanted === this.#image.length) {
      const match = outcome.payload["match"];
      if (match === false) this.#finish(new SmpError("protocol", "uploading: what arrived is not what was sent"));
      else {
        this.#acked = wanted;
        this.#progress();
        this.#finish({ resumedAt: this.#resumedAt, rewinds: this.#rewinds });
      }
      return undefined;
    }
    return wanted;
  }

  #send(payload: SmpMap, deadlineUs: number, done: (outcome: SmpOutcome) => void): void {
    const { tryUs } = this.#options;
    const options = { what: "uploading", deadlineUs, ...(tryUs === undefined ? {} : { tryUs }) };
    const handle = this.#client.send(SMP_GROUP.image, IMAGE_COMMAND.upload, "write", payload, options, done);
    if (!this.#over) this.#sent.push(handle);
    if (this.#sent.length > SENT_KEPT_MAX) this.#sent.splice(0, this.#sent.length - UPLOAD_WINDOW_MAX);
  }

  #forgetSent(): void {
    for (const handle of this.#sent.splice(0)) handle.forget();
  }

  #progress(): void {
    this.#options.onProgress?.(this.#acked, this.#image.length);
  }

  #finish(outcome: UploadResult | SmpError): void {
    if (this.#over) return;
    this.#over = true;
    this.#round++;
    this.#forgetSent();
    this.#done(outcome);
  }
}
