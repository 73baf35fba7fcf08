// A resource: the world's `counter` is this class.
export namespace counters {
  export class Counter {
    constructor(private count: i32) {}

    increment(by: i32): i32 {
      this.count += by;
      return this.count;
    }

    value(): i32 {
      return this.count;
    }

    static larger(a: Counter, b: Counter): i32 {
      return max(a.count, b.count);
    }
  }
}
