/** Firmware images that technicians have sent, by their hash: the newest few, in memory. */
import { CommandRefused } from "../commands/command.ts";
import { imageFacts } from "./flash-plan.ts";
import { refusalOf } from "./service-jobs.ts";

export const SHELF_IMAGES_MAX = 4;

export class ImageShelf {
  private readonly images = new Map<string, Uint8Array>();

  /** Looked at before it is kept. Throws a {@link CommandRefused}. */
  put(bytes: Uint8Array): { readonly hash: string; readonly version: string; readonly model: string } {
    try {
      const { hash, version, model } = imageFacts(bytes, "the image");
      this.images.delete(hash);
      this.images.set(hash, bytes);
      const [oldest] = this.images.keys();
      if (this.images.size > SHELF_IMAGES_MAX && oldest !== undefined) this.images.delete(oldest);
      return { hash, version, model };
    } catch (error) {
      throw refusalOf(error);
    }
  }

  get(hash: string): Uint8Array {
    const bytes = this.images.get(hash);
    if (bytes === undefined)
      throw new CommandRefused("notFound", `the station has no image ${hash.slice(0, 16)}; send it first`);
    return bytes;
  }
}
