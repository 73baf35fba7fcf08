// Where rectangles go whose areas are sizes: the squarified treemap of Bruls, Huizing and van Wijk.

/**
 * @param {number[]} sizes the largest first, none negative
 * @param {{x: number, y: number, width: number, height: number}} box
 * @returns {{x: number, y: number, width: number, height: number}[]} one rectangle for each size
 */
export function treemap(sizes, box) {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const rectangles = [];
  if (total <= 0 || box.width <= 0 || box.height <= 0) return sizes.map(() => ({ x: box.x, y: box.y, width: 0, height: 0 }));
  const areas = sizes.map((size) => (size / total) * box.width * box.height);
  let { x, y, width, height } = box;
  let next = 0;
  while (next < areas.length) {
    // A row along the shorter side takes areas as long as that makes its worst rectangle squarer.
    const side = Math.min(width, height);
    let end = next + 1;
    let sum = areas[next];
    while (end < areas.length && worst(areas[next], areas[end], sum + areas[end], side) <= worst(areas[next], areas[end - 1], sum, side)) {
      sum += areas[end++];
    }
    const thick = side > 0 ? sum / side : 0;
    let along = 0;
    for (let at = next; at < end; at++) {
      const long = thick > 0 ? areas[at] / thick : 0;
      rectangles.push(width >= height
        ? { x, y: y + along, width: thick, height: long }
        : { x: x + along, y, width: long, height: thick });
      along += long;
    }
    if (width >= height) { x += thick; width = Math.max(0, width - thick); }
    else { y += thick; height = Math.max(0, height - thick); }
    next = end;
  }
  return rectangles;
}

/** The worst ratio of sides in a row whose areas go from `largest` to `smallest`. */
function worst(largest, smallest, sum, side) {
  const square = sum * sum;
  const length = side * side;
  return smallest > 0 ? Math.max((length * largest) / square, square / (length * smallest)) : Infinity;
}
