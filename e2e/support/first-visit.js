// What a first visit downloads before the page is usable, by the page's own clock.

/**
 * Opens `address` in a fresh page and sums what had arrived (headers included, compressed) when the
 * page said that it can be used; what loads behind that does not count.
 * @param {import("./../pages/workbench.js").Workbench} workbench
 */
export async function firstVisitBytes(workbench, address) {
  await workbench.page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (document.documentElement?.dataset.ready !== "true") return;
      globalThis.readyAtMs = performance.now();
      observer.disconnect();
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-ready"] });
  });
  await workbench.open(address);
  return workbench.page.evaluate(() => {
    const [page, ...rest] = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    const before = [page, ...rest.filter((entry) => entry.responseEnd <= globalThis.readyAtMs)];
    return before.reduce((sum, entry) => sum + entry.transferSize, 0);
  });
}
