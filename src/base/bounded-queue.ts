/** First in, first out, never longer than `max`. What does not fit is counted, not kept. */
export class BoundedQueue<T> {
  readonly max: number;
  private readonly ring: (T | undefined)[] = [];
  private head = 0;
  private count = 0;
  private lost = 0;

  constructor(max: number) {
    if (!Number.isInteger(max) || max < 1) throw new RangeError(`a queue needs room for at least 1, got ${max}`);
    this.max = max;
  }

  get length(): number {
    return this.count;
  }

  /** How many were refused since the beginning. */
  get dropped(): number {
    return this.lost;
  }

  /** False, and counted as dropped, when the queue is full. */
  push(item: T): boolean {
    if (this.count === this.max) {
      this.lost++;
      return false;
    }
    this.ring[(this.head + this.count) % this.max] = item;
    this.count++;
    return true;
  }

  shift(): T | undefined {
    if (this.count === 0) return undefined;
    const item = this.ring[this.head];
    this.ring[this.head] = undefined;
    this.head = (this.head + 1) % this.max;
    this.count--;
    return item;
  }

  /** The item `index` places behind the head, without taking it. */
  peek(index = 0): T | undefined {
    return index < 0 || index >= this.count ? undefined : this.ring[(this.head + index) % this.max];
  }

  clear(): void {
    while (this.count > 0) this.shift();
  }
}
