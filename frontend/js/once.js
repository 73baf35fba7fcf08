// Loading something once, on first use.

/**
 * A function that loads on its first call and answers the same afterwards. A load that failed is tried again by the
 * next call.
 * @template T @param {() => Promise<T>} load @returns {() => Promise<T>}
 */
export function once(load) {
  /** @type {Promise<T> | null} */
  let loading = null;
  return () => {
    loading ??= load().catch((error) => {
      loading = null;
      throw error;
    });
    return loading;
  };
}
