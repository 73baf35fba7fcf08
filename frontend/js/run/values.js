// The `Value` JSON of `shared::toolchain::wave` as JavaScript values in jco's calling convention.
import { fromBase64 } from "../base64.js";
import { camelCase } from "./names.js";
import { isTaggedOption, TYPED_ARRAYS } from "./types.js";

/**
 * @param {any} type a WitType
 * @param {{kind: string, value?: any}} value
 * @param {(name: string) => any} handle the object that `$n` stands for
 */
export function toJs(type, value, handle) {
  switch (type.kind) {
    case "s64": case "u64":
      return BigInt(value.value);
    case "f32": case "f64":
      return parseFloatText(value.value);
    case "list": {
      if (value.kind === "bytes") return fromBase64(value.value);
      const items = value.value.map((item) => toJs(type.element, item, handle));
      const TypedArray = TYPED_ARRAYS[type.element.kind];
      return TypedArray ? TypedArray.from(items) : items;
    }
    case "option": {
      const tagged = isTaggedOption(type);
      if (value.value === null || value.value === undefined) return tagged ? { tag: "none" } : undefined;
      const val = toJs(type.some, value.value, handle);
      return tagged ? { tag: "some", val } : val;
    }
    case "result": {
      // serde writes Rust's own Result: {"Ok": …} or {"Err": …}.
      const isOk = "Ok" in value.value;
      const payload = isOk ? value.value.Ok : value.value.Err;
      const payloadType = isOk ? type.ok : type.err;
      return { tag: isOk ? "ok" : "err", val: payloadType && payload ? toJs(payloadType, payload, handle) : undefined };
    }
    case "tuple":
      return type.items.map((item, index) => toJs(item, value.value[index], handle));
    case "record": {
      const fields = new Map(value.value);
      return Object.fromEntries(type.fields.map(({ name, ty }) => {
        const field = fields.get(name) ?? { kind: "option", value: null };
        return [camelCase(name), toJs(ty, field, handle)];
      }));
    }
    case "variant": {
      const [tag, payload] = value.value;
      const ty = type.cases.find(({ name }) => name === tag)?.ty;
      return ty && payload ? { tag, val: toJs(ty, payload, handle) } : { tag };
    }
    case "flags":
      return Object.fromEntries(type.names.map((name) => [camelCase(name), value.value.includes(name)]));
    case "own": case "borrow":
      return handle(value.value);
    default:
      return value.value;
  }
}

function parseFloatText(text) {
  switch (text) {
    case "nan": return NaN;
    case "inf": return Infinity;
    case "-inf": return -Infinity;
    default: return Number(text);
  }
}
