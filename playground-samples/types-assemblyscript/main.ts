// One function for each kind of WIT value.
import { Access, Color, Point, Shape } from "./bindings/exports/samples/types/kinds";
import { Result, Tuple2, char, err, ok } from "./bindings/types";

export namespace kinds {
  export function integers(a: u8, b: i8, c: u16, d: i16, e: u32, f: i32, g: u64, h: i64): Tuple2<u64, i64> {
    const unsigned = <u64>a + <u64>c + <u64>e + g;
    const signed = <i64>b + <i64>d + <i64>f + h;
    return new Tuple2<u64, i64>(unsigned, signed);
  }

  export function floats(a: f32, b: f64): f64 {
    return <f64>a + b;
  }

  export function invert(value: bool): bool {
    return !value;
  }

  export function next(value: char): char {
    return value + 1;
  }

  export function reverse(text: string): string {
    let reversed = "";
    for (let i = 0; i < text.length; i++) {
      const code = text.codePointAt(i);
      // Above U+FFFF a code point takes two units.
      if (code > 0xffff) i++;
      reversed = String.fromCodePoint(code) + reversed;
    }
    return reversed;
  }

  export function total(values: Int32Array): i64 {
    let sum: i64 = 0;
    for (let i = 0; i < values.length; i++) sum += values[i];
    return sum;
  }

  export function backwards(data: Uint8Array): Uint8Array {
    return data.reverse();
  }

  export function moveBy(start: Point, dx: f64, dy: f64): Point {
    return new Point(start.x + dx, start.y + dy);
  }

  export function area(of_: Shape): f64 {
    if (of_.isCircle) return 3 * of_.asCircle * of_.asCircle;
    if (of_.isPolygon) {
      const corners = of_.asPolygon;
      let twice: f64 = 0;
      for (let i = 0; i < corners.length; i++) {
        const here = corners[i];
        const there = corners[(i + 1) % corners.length];
        twice += here.x * there.y - there.x * here.y;
      }
      return Math.abs(twice) / 2;
    }
    return 0;
  }

  export function mix(shade: Color): Color {
    return (shade + 1) % 3;
  }

  export function toggle(rights: Access): Access {
    return rights ^ (Access.Read | Access.Write | Access.Execute);
  }

  export function first(words: string[]): string | null {
    return words.length ? words[0] : null;
  }

  export function divide(a: i32, b: i32): Result<i32, string> {
    if (b == 0) return err<i32, string>("division by zero");
    return ok<i32, string>(a / b);
  }
}
