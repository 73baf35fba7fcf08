// Values as the QuickJS runtime passes them, and as the project sees them: `up` is towards the project.
// 64-bit integers pass as 16 hexadecimal digits, 32-bit ones as signed numbers.
export const upU32 = (value) => value >>> 0;
export const downU32 = (value) => value | 0;
export const upU64 = (value) => BigInt(`0x${value}`);
export const upS64 = (value) => BigInt.asIntN(64, BigInt(`0x${value}`));
export const down64 = (value) => BigInt.asUintN(64, BigInt(value)).toString(16).padStart(16, "0");

export const list = (array, convert) => (value) =>
  array && value instanceof array ? value : Array.from(value, (item) => convert(item));
export const option = (convert) => (value) => (value === null || value === undefined ? value : convert(value));
export const tagged = (cases) => (value) =>
  Object.hasOwn(cases, value.tag) ? { tag: value.tag, val: cases[value.tag](value.val) } : value;
export const map = (key, item) => (value) => new Map(Array.from(value, ([k, v]) => [key(k), item(v)]));
export const same = (value) => value;

// What a function threw, with its payload converted; a mistake in the code stays what it is.
export const thrown = (error, convert) => {
  if (!(error instanceof Error)) return convert(error);
  if (!("payload" in error)) return error;
  return Object.defineProperty(error, "payload", { value: convert(error.payload), configurable: true });
};

// An object of the project's is passed in a box of its own, whose methods convert.
export const classes = {};
const boxes = new WeakMap();
export const boxed = (box, inner) => {
  box.inner = inner;
  boxes.set(inner, box);
};
export const box = (id) => (inner) => {
  if (!boxes.has(inner)) boxed(Object.create(classes[id].prototype), inner);
  return boxes.get(inner);
};
export const unbox = (value) => value.inner;

// Replaces a method of an imported class by what `wrap` makes of it.
export const patch = (object, name, wrap) => {
  object[name] = wrap(object[name]);
};
