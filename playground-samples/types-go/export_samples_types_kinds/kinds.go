package export_samples_types_kinds

import (
	"math"
	"slices"

	. "wit_component/samples_types_kinds"

	"go.bytecodealliance.org/pkg/wit/types"
)

func Integers(a uint8, b int8, c uint16, d int16, e uint32, f int32, g uint64, h int64) (uint64, int64) {
	return uint64(a) + uint64(c) + uint64(e) + g, int64(b) + int64(d) + int64(f) + h
}

func Floats(a float32, b float64) float64 {
	return float64(a) + b
}

func Invert(value bool) bool {
	return !value
}

func Next(value rune) rune {
	return value + 1
}

func Reverse(text string) string {
	points := []rune(text)
	slices.Reverse(points)
	return string(points)
}

func Total(values []int32) int64 {
	sum := int64(0)
	for _, value := range values {
		sum += int64(value)
	}
	return sum
}

func Backwards(data []uint8) []uint8 {
	slices.Reverse(data)
	return data
}

func MoveBy(start Point, dx, dy float64) Point {
	return Point{X: start.X + dx, Y: start.Y + dy}
}

func Area(of Shape) float64 {
	switch of.Tag() {
	case ShapeCircle:
		return 3 * of.Circle() * of.Circle()
	case ShapePolygon:
		corners, doubled := of.Polygon(), 0.0
		for at, a := range corners {
			b := corners[(at+1)%len(corners)]
			doubled += a.X*b.Y - b.X*a.Y
		}
		return math.Abs(doubled) / 2
	default:
		return 0
	}
}

func Mix(shade Color) Color {
	return (shade + 1) % 3
}

func Toggle(rights Access) Access {
	return rights ^ (AccessRead | AccessWrite | AccessExecute)
}

func First(words []string) wit_types.Option[string] {
	if len(words) == 0 {
		return wit_types.None[string]()
	}
	return wit_types.Some(words[0])
}

func Divide(a, b int32) wit_types.Result[int32, string] {
	if b == 0 {
		return wit_types.Err[int32]("division by zero")
	}
	return wit_types.Ok[int32, string](a / b)
}
