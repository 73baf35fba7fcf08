// `types.h` is generated from the world in wit/: its types and functions, in C.
#include "types.h"

#include <math.h>
#include <string.h>

// Lists and strings that are passed to a function are its own from then on: it keeps them, returns
// them or frees them. What it returns is freed when the caller has read it.

typedef exports_samples_types_kinds_point_t point;
typedef exports_samples_types_kinds_list_point_t points;

void exports_samples_types_kinds_integers(uint8_t a, int8_t b, uint16_t c, int16_t d, uint32_t e, int32_t f,
                                          uint64_t g, int64_t h, types_tuple2_u64_s64_t *ret) {
    ret->f0 = (uint64_t)a + c + e + g;
    ret->f1 = (int64_t)b + d + f + h;
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

// How many bytes of UTF-8 begin with this one.
static size_t width(uint8_t first) {
    return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

void exports_samples_types_kinds_reverse(types_string_t *text, types_string_t *ret) {
    types_string_dup_n(ret, (const char *)text->ptr, text->len);
    for (size_t at = 0; at < text->len;) {
        size_t bytes = width(text->ptr[at]);
        memcpy(ret->ptr + text->len - at - bytes, text->ptr + at, bytes);
        at += bytes;
    }
    types_string_free(text);
}

int64_t exports_samples_types_kinds_total(types_list_s32_t *values) {
    int64_t sum = 0;
    for (size_t at = 0; at < values->len; at++) {
        sum += values->ptr[at];
    }
    types_list_s32_free(values);
    return sum;
}

void exports_samples_types_kinds_backwards(types_list_u8_t *data, types_list_u8_t *ret) {
    for (size_t at = 0; at < data->len / 2; at++) {
        uint8_t *other = &data->ptr[data->len - 1 - at];
        uint8_t byte = data->ptr[at];
        data->ptr[at] = *other;
        *other = byte;
    }
    *ret = *data;
}

void exports_samples_types_kinds_move_by(point *start, double dx, double dy, point *ret) {
    *ret = (point){start->x + dx, start->y + dy};
}

// By the shoelace formula.
static double polygon_area(const points *corners) {
    double doubled = 0;
    for (size_t at = 0; at < corners->len; at++) {
        point a = corners->ptr[at], b = corners->ptr[(at + 1) % corners->len];
        doubled += a.x * b.y - b.x * a.y;
    }
    return fabs(doubled) / 2;
}

double exports_samples_types_kinds_area(exports_samples_types_kinds_shape_t *of) {
    double area = 0;
    switch (of->tag) {
    case EXPORTS_SAMPLES_TYPES_KINDS_SHAPE_CIRCLE:
        area = 3 * of->val.circle * of->val.circle;
        break;
    case EXPORTS_SAMPLES_TYPES_KINDS_SHAPE_POLYGON:
        area = polygon_area(&of->val.polygon);
        break;
    }
    exports_samples_types_kinds_shape_free(of);
    return area;
}

exports_samples_types_kinds_color_t exports_samples_types_kinds_mix(exports_samples_types_kinds_color_t shade) {
    return (shade + 1) % 3;
}

exports_samples_types_kinds_access_t
exports_samples_types_kinds_toggle(exports_samples_types_kinds_access_t rights) {
    return rights ^ (EXPORTS_SAMPLES_TYPES_KINDS_ACCESS_READ | EXPORTS_SAMPLES_TYPES_KINDS_ACCESS_WRITE |
                     EXPORTS_SAMPLES_TYPES_KINDS_ACCESS_EXECUTE);
}

// An option: true when there is a value.
bool exports_samples_types_kinds_first(types_list_string_t *words, types_string_t *ret) {
    bool found = words->len > 0;
    if (found) {
        types_string_dup_n(ret, (const char *)words->ptr[0].ptr, words->ptr[0].len);
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
    *ret = b == -1 ? (int32_t)(0 - (uint32_t)a) : a / b;
    return true;
}
