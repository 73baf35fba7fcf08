// `types.h` is generated from the world in wit/: its types and functions, as C has them.
#include "types.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

// Lists and strings that are passed to a function are its own from then on: it keeps them, returns
// them or frees them. What it returns is freed when the caller has read it.

using point = exports_samples_types_kinds_point_t;
using shape = exports_samples_types_kinds_shape_t;
using color = exports_samples_types_kinds_color_t;
using access = exports_samples_types_kinds_access_t;

void exports_samples_types_kinds_integers(uint8_t a, int8_t b, uint16_t c, int16_t d, uint32_t e, int32_t f,
                                          uint64_t g, int64_t h, types_tuple2_u64_s64_t *ret) {
    *ret = {uint64_t{a} + c + e + g, int64_t{b} + d + f + h};
}

double exports_samples_types_kinds_floats(float a, double b) {
    return a + b;
}

bool exports_samples_types_kinds_invert(bool value) {
    return !value;
}

uint32_t exports_samples_types_kinds_next(uint32_t value) {
    return value + 1;
}

void exports_samples_types_kinds_reverse(types_string_t *text, types_string_t *ret) {
    const auto bytes = std::span(text->ptr, text->len);
    std::reverse(bytes.begin(), bytes.end());
    // Of each character, the bytes are turned back: the first, which does not look like 10xxxxxx, is last now.
    for (auto from = bytes.begin(); from != bytes.end();) {
        const auto first = std::find_if(from, bytes.end(), [](uint8_t byte) { return (byte & 0xc0) != 0x80; });
        std::reverse(from, first + 1);
        from = first + 1;
    }
    *ret = *text;
}

int64_t exports_samples_types_kinds_total(types_list_s32_t *values) {
    const int64_t sum = std::accumulate(values->ptr, values->ptr + values->len, int64_t{0});
    types_list_s32_free(values);
    return sum;
}

void exports_samples_types_kinds_backwards(types_list_u8_t *data, types_list_u8_t *ret) {
    std::reverse(data->ptr, data->ptr + data->len);
    *ret = *data;
}

void exports_samples_types_kinds_move_by(point *start, double dx, double dy, point *ret) {
    *ret = {start->x + dx, start->y + dy};
}

// By the shoelace formula.
static double polygon_area(std::span<const point> corners) {
    double doubled = 0;
    for (std::size_t at = 0; at < corners.size(); at++) {
        const point a = corners[at], b = corners[(at + 1) % corners.size()];
        doubled += a.x * b.y - b.x * a.y;
    }
    return std::abs(doubled) / 2;
}

double exports_samples_types_kinds_area(shape *of) {
    double area = 0;
    switch (of->tag) {
    case EXPORTS_SAMPLES_TYPES_KINDS_SHAPE_CIRCLE:
        area = 3 * of->val.circle * of->val.circle;
        break;
    case EXPORTS_SAMPLES_TYPES_KINDS_SHAPE_POLYGON:
        area = polygon_area({of->val.polygon.ptr, of->val.polygon.len});
        break;
    }
    exports_samples_types_kinds_shape_free(of);
    return area;
}

color exports_samples_types_kinds_mix(color shade) {
    return (shade + 1) % 3;
}

access exports_samples_types_kinds_toggle(access rights) {
    return rights ^ (EXPORTS_SAMPLES_TYPES_KINDS_ACCESS_READ | EXPORTS_SAMPLES_TYPES_KINDS_ACCESS_WRITE |
                     EXPORTS_SAMPLES_TYPES_KINDS_ACCESS_EXECUTE);
}

// An option: true when there is a value.
bool exports_samples_types_kinds_first(types_list_string_t *words, types_string_t *ret) {
    const bool found = words->len > 0;
    if (found) {
        // Taken out of the list, so that it is not freed with it.
        *ret = std::exchange(words->ptr[0], {});
    }
    types_list_string_free(words);
    return found;
}

// A result: true when it is the good one.
bool exports_samples_types_kinds_divide(int32_t a, int32_t b, int32_t *ret, types_string_t *err) {
    if (b == 0) {
        types_string_dup(err, "division by zero");
        return false;
    }
    *ret = static_cast<int32_t>(int64_t{a} / b);
    return true;
}
