class Counter {
  #value;

  constructor(start) {
    this.#value = start;
  }

  increment(by) {
    this.#value = (this.#value + by) | 0;
    return this.#value;
  }

  value() {
    return this.#value;
  }

  static larger(a, b) {
    return Math.max(a.#value, b.#value);
  }
}

export const counters = { Counter };
