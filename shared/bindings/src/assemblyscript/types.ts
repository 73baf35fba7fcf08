// The kinds of WIT values that AssemblyScript has no type of its own for.

/** A Unicode scalar value. */
export type char = u32;

/** No value, where a type is needed. */
export type Unit = u8;
/** The one `Unit`. */
export const UNIT: Unit = 0;

/** A value or none, where `T | null` is not possible. */
export class Option<T> {
  constructor(public readonly isSome: bool, private readonly payload: T) {}

  /** The value; traps when there is none. */
  get value(): T {
    assert(this.isSome, "the option is none");
    return this.payload;
  }
}

/** `some(value)`. */
export function some<T>(value: T): Option<T> {
  return new Option<T>(true, value);
}

/** `none`: `none<i32>()`. */
export function none<T>(): Option<T> {
  return new Option<T>(false, empty<T>());
}

/** A value or an error. */
export class Result<T, E> {
  constructor(public readonly isOk: bool, private readonly payload: T, private readonly failure: E) {}

  /** The value; traps when this is an error. */
  get value(): T {
    assert(this.isOk, "the result is an error");
    return this.payload;
  }

  /** The error; traps when there is none. */
  get error(): E {
    assert(!this.isOk, "the result is no error");
    return this.failure;
  }
}

/** `ok(value)`: `ok<i32, string>(7)`. */
export function ok<T, E>(value: T): Result<T, E> {
  return new Result<T, E>(true, value, empty<E>());
}

/** `err(error)`: `err<i32, string>("too large")`. */
export function err<T, E>(error: E): Result<T, E> {
  return new Result<T, E>(false, empty<T>(), error);
}

/** A value that nobody reads. */
function empty<T>(): T {
  // @ts-ignore: zero is no value of most types, and null of all references
  return isReference<T>() ? changetype<T>(0) : <T>0;
}

/** A handle to something that another component or the host owns. */
export class Resource {
  /** The handle; 0 once it was dropped or given away. */
  _handle: i32 = 0;

  /** Gives the handle back. */
  drop(): void {}

  /** The handle, given away. */
  _take(): i32 {
    const handle = this._handle;
    this._handle = 0;
    return handle;
  }
}
