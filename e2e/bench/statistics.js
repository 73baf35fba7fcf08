// The few statistics that the measurements print.

/** @param {number[]} samples */
export function median(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median with the smallest and largest. @param {number[]} samples @param {string} unit */
export function spread(samples, unit) {
  const digits = unit === "ms" ? 1 : 0;
  return `${median(samples).toFixed(digits)} ${unit} (${Math.min(...samples).toFixed(digits)}–${Math.max(...samples).toFixed(digits)}, n=${samples.length})`;
}
