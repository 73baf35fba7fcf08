// What the bindings need of the canonical ABI: memory that crosses, strings, and tables of resources.
import { Resource } from "./types";

let blocks: usize = 0;

/** Memory for a value that crosses, until `release`. */
export function alloc(size: usize): usize {
  const block = heap.alloc(size + 16);
  store<usize>(block, blocks);
  blocks = block;
  return block + 16;
}

/** Frees what `alloc` gave. */
export function release(): void {
  while (blocks) {
    const next = load<usize>(blocks);
    heap.free(blocks);
    blocks = next;
  }
}

/** Where the other side puts what it hands over. */
export function realloc(old: usize, oldSize: usize, align: usize, size: usize): usize {
  if (!oldSize) return size ? heap.alloc(size) : align;
  return heap.realloc(old, size);
}

/** Frees what the other side handed over; nothing was allocated for no bytes. */
export function free(at: usize, size: usize): void {
  if (size) heap.free(at);
}

export function liftString(at: usize, length: i32): string {
  const size = <usize>length << 1;
  const text = changetype<string>(__new(size, idof<string>()));
  memory.copy(changetype<usize>(text), at, size);
  free(at, size);
  return text;
}

export function liftNumbers<T extends ArrayBufferView>(at: usize, length: i32): T {
  const numbers = instantiate<T>(length);
  memory.copy(numbers.dataStart, at, numbers.byteLength);
  free(at, numbers.byteLength);
  return numbers;
}

const borrowed = new Array<Resource>();

/** A resource lent for the time of a call. */
export function borrow<T extends Resource>(resource: T): T {
  borrowed.push(resource);
  return resource;
}

/** Gives back what was lent. */
export function giveBack(): void {
  for (let i = 0; i < borrowed.length; i++) borrowed[i].drop();
  borrowed.length = 0;
}

/** The objects behind the resources that this component exports. */
export class Objects<T> {
  private objects: Array<T | null> = [null];
  private unused: Array<i32> = [];

  add(object: T): i32 {
    if (this.unused.length) {
      const index = this.unused.pop();
      this.objects[index] = object;
      return index;
    }
    return this.objects.push(object) - 1;
  }

  get(index: i32): T {
    return this.objects[index]!;
  }

  remove(index: i32): void {
    this.objects[index] = null;
    this.unused.push(index);
  }
}
