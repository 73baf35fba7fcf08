import math

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.kinds import Access, Color, Point, Shape, Shape_Circle, Shape_Polygon


# The functions of an exported interface are methods of a class that has its name.
class Kinds(exports.Kinds):
    def integers(self, a: int, b: int, c: int, d: int, e: int, f: int, g: int, h: int) -> tuple[int, int]:
        return a + c + e + g, b + d + f + h

    def floats(self, a: float, b: float) -> float:
        return a + b

    def invert(self, value: bool) -> bool:
        return not value

    def next(self, value: str) -> str:
        return chr(ord(value) + 1)

    def reverse(self, text: str) -> str:
        return text[::-1]

    def total(self, values: list[int]) -> int:
        return sum(values)

    def backwards(self, data: bytes) -> bytes:
        return data[::-1]

    def move_by(self, start: Point, dx: float, dy: float) -> Point:
        return Point(start.x + dx, start.y + dy)

    def area(self, of: Shape) -> float:
        match of:
            case Shape_Circle(radius):
                return 3 * radius * radius
            case Shape_Polygon(corners):
                following = corners[1:] + corners[:1]
                return abs(sum(a.x * b.y - b.x * a.y for a, b in zip(corners, following))) / 2
            case _:
                return 0.0

    def mix(self, shade: Color) -> Color:
        return Color((shade.value + 1) % len(Color))

    def toggle(self, rights: Access) -> Access:
        return ~rights

    # An option is the value or None.
    def first(self, words: list[str]) -> str | None:
        return words[0] if words else None

    # A result is the value, or an exception.
    def divide(self, a: int, b: int) -> int:
        if b == 0:
            raise Err("division by zero")
        return math.trunc(a / b)
