wit_bindgen::generate!({ world: "types", path: "wit" });

use exports::samples::types::kinds::{Access, Color, Guest, Point, Shape};

struct Kinds;

impl Guest for Kinds {
    #[allow(clippy::too_many_arguments)]
    fn integers(a: u8, b: i8, c: u16, d: i16, e: u32, f: i32, g: u64, h: i64) -> (u64, i64) {
        let unsigned = u64::from(a) + u64::from(c) + u64::from(e) + g;
        let signed = i64::from(b) + i64::from(d) + i64::from(f) + h;
        (unsigned, signed)
    }

    fn floats(a: f32, b: f64) -> f64 {
        f64::from(a) + b
    }

    fn invert(value: bool) -> bool {
        !value
    }

    fn next(value: char) -> char {
        char::from_u32(value as u32 + 1).unwrap_or(value)
    }

    fn reverse(text: String) -> String {
        text.chars().rev().collect()
    }

    fn total(values: Vec<i32>) -> i64 {
        values.into_iter().map(i64::from).sum()
    }

    fn backwards(data: Vec<u8>) -> Vec<u8> {
        data.into_iter().rev().collect()
    }

    fn move_by(start: Point, dx: f64, dy: f64) -> Point {
        Point { x: start.x + dx, y: start.y + dy }
    }

    fn area(of: Shape) -> f64 {
        match of {
            Shape::Dot => 0.0,
            Shape::Circle(radius) => 3.0 * radius * radius,
            Shape::Polygon(corners) => {
                let following = corners.iter().cycle().skip(1);
                let doubled: f64 = corners.iter().zip(following).map(|(a, b)| a.x * b.y - b.x * a.y).sum();
                doubled.abs() / 2.0
            }
        }
    }

    fn mix(shade: Color) -> Color {
        match shade {
            Color::Red => Color::Green,
            Color::Green => Color::Blue,
            Color::Blue => Color::Red,
        }
    }

    fn toggle(rights: Access) -> Access {
        !rights
    }

    fn first(words: Vec<String>) -> Option<String> {
        words.into_iter().next()
    }

    fn divide(a: i32, b: i32) -> Result<i32, String> {
        match b {
            0 => Err("division by zero".to_string()),
            _ => Ok(a.wrapping_div(b)),
        }
    }
}

export!(Kinds);
