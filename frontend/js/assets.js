// Addresses of the files that build.mjs put beside this bundle.

/**
 * @param {string} name file name in assets/
 * @returns {URL}
 */
export const asset = (name) => new URL(name, import.meta.url);
