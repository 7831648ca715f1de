/** Writes an image through the boot loader in the ROM of an STM32: erases everything, writes the first slot, reads it back. */
import type { Clock } from "../../base/index.ts";
import {
  STM32_BLOCK_BYTES_MAX,
  STM32_FLASH_ADDRESS,
  type Stm32Client,
  Stm32Error,
  type Stm32Facts,
} from "../../protocol/index.ts";

export type Stm32Phase = "erasing" | "writing" | "verifying";

export interface Stm32WriteOptions {
  readonly onFacts?: (facts: Stm32Facts) => void;
  /** `done` in bytes of the image. */
  readonly onProgress?: (phase: Stm32Phase, done: number) => void;
}

export interface Stm32Written {
  readonly pid: number;
  readonly bytes: number;
  readonly seconds: number;
}

/** Both slots and whatever a half-done swap left go with it. Throws {@link Stm32Error}. */
export async function writeByStm32(
  client: Stm32Client,
  image: Uint8Array,
  clock: Clock,
  { onFacts, onProgress }: Stm32WriteOptions = {},
): Promise<Stm32Written> {
  const beganAt = clock.now();
  const facts = await client.begin();
  onFacts?.(facts);
  onProgress?.("erasing", 0);
  await client.eraseAll();
  await blocks(image, async (at, block) => {
    await client.write(STM32_FLASH_ADDRESS + at, block);
    onProgress?.("writing", at + block.length);
  });
  await blocks(image, async (at, block) => {
    const read = await client.read(STM32_FLASH_ADDRESS + at, block.length);
    if (read.some((byte, i) => byte !== block[i])) {
      const where = `0x${(STM32_FLASH_ADDRESS + at).toString(16)}`;
      throw new Stm32Error("refused", `what lies at ${where} is not what was written: the flash is worn or locked`);
    }
    onProgress?.("verifying", at + block.length);
  });
  await client.go(STM32_FLASH_ADDRESS);
  return { pid: facts.pid, bytes: image.length, seconds: Math.round((clock.now() - beganAt) / 10_000) / 100 };
}

async function blocks(image: Uint8Array, each: (at: number, block: Uint8Array) => Promise<void>): Promise<void> {
  for (let at = 0; at < image.length; at += STM32_BLOCK_BYTES_MAX) {
    await each(at, image.subarray(at, at + STM32_BLOCK_BYTES_MAX));
  }
}
