// How jco represents WIT types in JavaScript: the few rules that need the type to tell.

/**
 * jco writes `option<T>` as `T | undefined`, unless `T` is such an option itself: then it is
 * `{tag: "none"} | {tag: "some", val}`.
 * @param {any} type a WitType
 */
export function isNullable(type) {
  return type.kind === "option" && !isNullable(type.some);
}

/** Whether a `some(x)` of this option type is spelled `{tag, val}`. @param {any} type */
export const isTaggedOption = (type) => isNullable(type.some);

/** The typed array that a list of these elements is, if it is one. */
export const TYPED_ARRAYS = {
  u8: Uint8Array, s8: Int8Array, u16: Uint16Array, s16: Int16Array, u32: Uint32Array, s32: Int32Array,
  u64: BigUint64Array, s64: BigInt64Array, f32: Float32Array, f64: Float64Array,
};
