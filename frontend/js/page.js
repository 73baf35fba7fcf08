// Small services of the page that need the DOM: idle time, downloads, the clipboard.

/**
 * Runs `callback` when the browser has nothing better to do, at the latest after two seconds.
 * @param {() => void} callback
 */
export function whenIdle(callback) {
  if ("requestIdleCallback" in globalThis) {
    requestIdleCallback(() => callback(), { timeout: 2000 });
  } else {
    setTimeout(callback, 50);
  }
}

/**
 * Offers `bytes` as a download.
 * @param {string} name
 * @param {Uint8Array} bytes
 * @param {string} mime
 */
export function download(name, bytes, mime) {
  // A copy: the app's bytes may be a view of its memory.
  const address = URL.createObjectURL(new Blob([bytes.slice()], { type: mime }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/**
 * @param {string} text
 * @returns {Promise<boolean>} whether the clipboard took it
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No clipboard API (an insecure origin) or no permission: the old way.
    const area = Object.assign(document.createElement("textarea"), { value: text });
    area.style.cssText = "position:fixed;opacity:0";
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}
