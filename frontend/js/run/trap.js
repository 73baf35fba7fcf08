// A thrown error as an outcome: the trap's kind in engine-neutral words, and its wasm frames.

/** What V8, SpiderMonkey and JavaScriptCore (and jco, in wasmtime's words) say, by kind. */
const KINDS = [
  ["stack-overflow", /call stack|stack overflow|too much recursion/i],
  ["unreachable", /unreachable/i],
  ["integer-divide-by-zero", /divide by zero|division by zero|remainder by zero/i],
  ["integer-overflow", /integer overflow|divide result unrepresentable/i],
  ["invalid-conversion", /unrepresentable in integer range|invalid conversion|Out of bounds Trunc/i],
  ["uninitialized-element", /null function|indirect call to null|null table entry|uninitialized element/i],
  ["indirect-call-mismatch", /signature mismatch|signature that does not match|indirect call type mismatch/i],
  ["table-out-of-bounds", /table (index|access|element)|table.*out of bounds|out of bounds (table|call_indirect)/i],
  ["memory-out-of-bounds", /memory access|out of bounds memory|index out of bounds|data segment/i],
];

/** Canonical ABI failures that come as RuntimeErrors, in jco's words. */
const CANONICAL = /cannot (enter|leave|block)|resource|handle|borrow|utf-?8|utf-?16|discriminant|not aligned|pointer/i;

/**
 * @param {unknown} error what the guest's call threw
 * @returns {{outcome: "trapped", kind: string, message: string, backtrace: any[]}}
 */
export function trapOf(error) {
  const message = error instanceof Error ? error.message : String(error);
  return { outcome: "trapped", kind: kindOf(error, message), message, backtrace: backtraceOf(error) };
}

/** What a run ends with when a call of the guest's throws this. @param {unknown} error @returns {any} an Outcome */
export function outcomeOf(error) {
  if (error instanceof WebAssembly.LinkError || error instanceof WebAssembly.CompileError) {
    return { outcome: "unsupported-by-engine", why: error.message };
  }
  if (error instanceof ReferenceError || error instanceof SyntaxError) {
    return { outcome: "engine-failed", why: `${error.name}: ${error.message}` };
  }
  return trapOf(error);
}

function kindOf(error, message) {
  const isRuntimeError = error instanceof WebAssembly.RuntimeError;
  // SpiderMonkey's InternalError, V8's RangeError.
  if (!isRuntimeError && KINDS[0][1].test(message)) return KINDS[0][0];
  if (isRuntimeError) {
    const found = KINDS.find(([, pattern]) => pattern.test(message));
    if (found) return found[0];
    return CANONICAL.test(message) ? "canonical-abi" : "other";
  }
  // jco's lifting and lowering throw plain errors: a bad string, discriminant, handle or pointer.
  if (error instanceof TypeError || error instanceof RangeError) return "canonical-abi";
  return CANONICAL.test(message) ? "canonical-abi" : "other";
}

/** `at name (wasm://wasm/module-0a1b2c3d:wasm-function[12]:0x1f4)`, with or without the name. */
const V8_FRAME = /^\s*at (?:(.*) \()?wasm:\/\/wasm\/(.*?):wasm-function\[(\d+)\]:0x([\da-f]+)\)?$/;
/** `name@blob:…:wasm-function[12]:0x1f4` */
const OTHER_FRAME = /^(.*?)@(.*):wasm-function\[(\d+)\]:0x([\da-f]+)$/;

/** @param {unknown} error @returns {{function: string, module: string | null, offset: number | null}[]} */
export function backtraceOf(error) {
  const stack = error instanceof Error && typeof error.stack === "string" ? error.stack : "";
  return stack.split("\n").flatMap((line) => {
    const match = V8_FRAME.exec(line) ?? OTHER_FRAME.exec(line);
    if (!match) return [];
    const [, name, place, index, offset] = match;
    const { module, bare } = splitModule(place, name ?? "");
    return [{ function: bare || `func[${index}]`, module, offset: parseInt(offset, 16) }];
  });
}

/** V8 writes the module's name before its hash, and before each function's name. */
function splitModule(place, name) {
  const module = /^(.+)-[\da-f]{8}$/.exec(place)?.[1] ?? null;
  const bare = module && name.startsWith(`${module}.`) ? name.slice(module.length + 1) : name;
  return { module, bare: /^wasm-function\[\d+\]$/.test(bare) ? "" : bare };
}
