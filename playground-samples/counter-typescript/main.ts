class Counter {
  #value: number;

  constructor(start: number) {
    this.#value = start;
  }

  increment(by: number): number {
    this.#value = (this.#value + by) | 0;
    return this.#value;
  }

  value(): number {
    return this.#value;
  }

  static larger(a: Counter, b: Counter): number {
    return Math.max(a.#value, b.#value);
  }
}

export const counters = { Counter };
