/**
 * Seeded random numbers (xoshiro128**; Blackman and Vigna, public domain algorithm). A stream can be forked by label, so
 * that drawing more in one place changes nothing in another, and saved as plain numbers.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  /** Same seed, same numbers, on every machine. A string is hashed. */
  constructor(seed: number | string) {
    let hash = hashText(String(seed), 0x9e3779b9);
    const word = (): number => {
      hash = (hash + 0x9e3779b9) | 0;
      return mix(hash);
    };
    this.a = word();
    this.b = word();
    this.c = word();
    this.d = word() | 1;
  }

  /** A 32-bit unsigned integer. */
  uint32(): number {
    const scrambled = Math.imul(rotate(Math.imul(this.b, 5), 7), 9);
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = rotate(this.d, 11);
    return scrambled >>> 0;
  }

  /** 0 <= x < 1, in steps of 2^-32. */
  next(): number {
    return this.uint32() / 4_294_967_296;
  }

  /** An integer 0..n-1; `n` is 1..2^32. */
  int(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** low <= x < high. */
  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  /** True with probability `p` (0..1). */
  chance(p: number): boolean {
    return this.next() < p;
  }

  /** A standard normal deviate (Box-Muller, one of the pair). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** An independent stream that depends on this stream's state and the label, and does not advance this one. */
  fork(label: string): Random {
    return new Random(`${this.a},${this.b},${this.c},${this.d}/${label}`);
  }

  save(): number[] {
    return [this.a, this.b, this.c, this.d];
  }

  /** Throws on anything but the four numbers that {@link save} gave. */
  static restore(saved: readonly number[]): Random {
    if (saved.length !== 4 || saved.some((word) => !Number.isInteger(word))) {
      throw new TypeError("a saved random stream is four integers");
    }
    const random = new Random(0);
    [random.a, random.b, random.c, random.d] = saved as [number, number, number, number];
    return random;
  }
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** The finaliser of MurmurHash3. */
function mix(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function hashText(text: string, seed: number): number {
  let h = seed;
  for (let i = 0; i < text.length; i++) h = mix(Math.imul(h ^ text.charCodeAt(i), 0x01000193));
  return h;
}
