type Point = { x: number; y: number };
type Shape = { tag: "dot" } | { tag: "circle"; val: number } | { tag: "polygon"; val: Point[] };
type Color = "red" | "green" | "blue";
type Access = { read?: boolean; write?: boolean; execute?: boolean };

const colors: Color[] = ["red", "green", "blue"];

export const kinds = {
  // 64-bit integers are BigInts.
  integers(a: number, b: number, c: number, d: number, e: number, f: number, g: bigint, h: bigint): [bigint, bigint] {
    return [BigInt(a + c + e) + g, BigInt(b + d + f) + h];
  },
  floats: (a: number, b: number): number => a + b,
  invert: (value: boolean): boolean => !value,
  next: (value: string): string => String.fromCodePoint(value.codePointAt(0)! + 1),
  reverse: (text: string): string => [...text].reverse().join(""),
  total: (values: Iterable<number>): bigint => [...values].reduce((sum, value) => sum + BigInt(value), 0n),
  backwards: (data: Uint8Array): Uint8Array => data.reverse(),
  moveBy: (start: Point, dx: number, dy: number): Point => ({ x: start.x + dx, y: start.y + dy }),
  area(of: Shape): number {
    if (of.tag === "dot") return 0;
    if (of.tag === "circle") return 3 * of.val * of.val;
    const doubled = of.val.reduce((sum, a, at, corners) => {
      const b = corners[(at + 1) % corners.length];
      return sum + a.x * b.y - b.x * a.y;
    }, 0);
    return Math.abs(doubled) / 2;
  },
  mix: (shade: Color): Color => colors[(colors.indexOf(shade) + 1) % colors.length],
  toggle: (rights: Access): Access => ({
    read: !rights.read,
    write: !rights.write,
    execute: !rights.execute,
  }),
  first: (words: string[]): string | null => words[0] ?? null,
  // An error of a `result` is thrown.
  divide(a: number, b: number): number {
    if (b === 0) throw "division by zero";
    return Math.trunc(a / b);
  },
};
