// Large downloads that the browser keeps: in Cache Storage, where it offers that, one store a version.

/** The stores of all versions begin so. */
const STORES = "diptych-clang-";

/** Whether `address` is kept. */
export async function cached(store, address) {
  try {
    return Boolean(await (await caches.open(store)).match(address));
  } catch {
    // No Cache Storage here, as in an insecure context.
    return false;
  }
}

/**
 * A `fetch` that answers from the store for what lies in `folder`, and puts there what it has to load.
 * @param {typeof fetch} load
 * @param {string} store
 * @param {URL} folder
 */
export function keep(load, store, folder) {
  return async (address, init) => {
    if (!String(address).startsWith(folder.href)) return load(address, init);
    let opened = null;
    try {
      for (const name of await caches.keys()) {
        if (name.startsWith(STORES) && name !== store) await caches.delete(name);
      }
      opened = await caches.open(store);
      const kept = await opened.match(address);
      if (kept) return kept;
    } catch {
      // Without a store it is loaded each time.
    }
    const response = await load(address, init);
    if (!response.ok) throw new Error(`${new URL(address).pathname} could not be loaded (${response.status})`);
    // A store that is full keeps nothing, and the compile goes on.
    opened?.put(address, response.clone()).catch(() => {});
    return response;
  };
}
