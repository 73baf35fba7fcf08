const colors = ["red", "green", "blue"];

export const kinds = {
  // 64-bit integers are BigInts.
  integers(a, b, c, d, e, f, g, h) {
    return [BigInt(a + c + e) + g, BigInt(b + d + f) + h];
  },
  floats: (a, b) => a + b,
  invert: (value) => !value,
  next: (value) => String.fromCodePoint(value.codePointAt(0) + 1),
  reverse: (text) => [...text].reverse().join(""),
  total: (values) => [...values].reduce((sum, value) => sum + BigInt(value), 0n),
  backwards: (data) => data.reverse(),
  moveBy: (start, dx, dy) => ({ x: start.x + dx, y: start.y + dy }),
  area(of) {
    if (of.tag === "dot") return 0;
    if (of.tag === "circle") return 3 * of.val * of.val;
    const doubled = of.val.reduce((sum, a, at, corners) => {
      const b = corners[(at + 1) % corners.length];
      return sum + a.x * b.y - b.x * a.y;
    }, 0);
    return Math.abs(doubled) / 2;
  },
  mix: (shade) => colors[(colors.indexOf(shade) + 1) % colors.length],
  toggle: (rights) => ({
    read: !rights.read,
    write: !rights.write,
    execute: !rights.execute,
  }),
  first: (words) => words[0] ?? null,
  // An error of a `result` is thrown.
  divide(a, b) {
    if (b === 0) throw "division by zero";
    return Math.trunc(a / b);
  },
};
