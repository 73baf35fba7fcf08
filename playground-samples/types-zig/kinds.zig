//! `bindings` is generated from the world in wit/: its types and functions, as C has them.
const std = @import("std");
const wit = @import("bindings");

// Lists and strings that are passed to a function are its own from then on: it keeps them, returns
// them or frees them. What it returns is freed when the caller has read it.

const Point = wit.exports_samples_types_kinds_point_t;
const Shape = wit.exports_samples_types_kinds_shape_t;
const Color = wit.exports_samples_types_kinds_color_t;
const Access = wit.exports_samples_types_kinds_access_t;

export fn exports_samples_types_kinds_integers(
    a: u8,
    b: i8,
    c: u16,
    d: i16,
    e: u32,
    f: i32,
    g: u64,
    h: i64,
    ret: *wit.types_tuple2_u64_s64_t,
) void {
    ret.* = .{ .f0 = @as(u64, a) + c + e + g, .f1 = @as(i64, b) + d + f + h };
}

export fn exports_samples_types_kinds_floats(a: f32, b: f64) f64 {
    return a + b;
}

export fn exports_samples_types_kinds_invert(value: bool) bool {
    return !value;
}

export fn exports_samples_types_kinds_next(value: u32) u32 {
    return value + 1;
}

export fn exports_samples_types_kinds_reverse(text: *wit.types_string_t, ret: *wit.types_string_t) void {
    wit.types_string_dup_n(ret, text.ptr, text.len);
    var end = text.len;
    var characters = std.unicode.Utf8View.initUnchecked(text.ptr[0..text.len]).iterator();
    while (characters.nextCodepointSlice()) |bytes| {
        end -= bytes.len;
        @memcpy(ret.ptr[end..][0..bytes.len], bytes);
    }
    wit.types_string_free(text);
}

export fn exports_samples_types_kinds_total(values: *wit.types_list_s32_t) i64 {
    defer wit.types_list_s32_free(values);
    var sum: i64 = 0;
    for (values.ptr[0..values.len]) |value| sum += value;
    return sum;
}

export fn exports_samples_types_kinds_backwards(data: *wit.types_list_u8_t, ret: *wit.types_list_u8_t) void {
    std.mem.reverse(u8, data.ptr[0..data.len]);
    ret.* = data.*;
}

export fn exports_samples_types_kinds_move_by(start: *const Point, dx: f64, dy: f64, ret: *Point) void {
    ret.* = .{ .x = start.x + dx, .y = start.y + dy };
}

/// By the shoelace formula.
fn polygonArea(corners: []const Point) f64 {
    var doubled: f64 = 0;
    for (corners, 1..) |a, following| {
        const b = corners[following % corners.len];
        doubled += a.x * b.y - b.x * a.y;
    }
    return @abs(doubled) / 2;
}

export fn exports_samples_types_kinds_area(of: *Shape) f64 {
    defer wit.exports_samples_types_kinds_shape_free(of);
    return switch (of.tag) {
        wit.EXPORTS_SAMPLES_TYPES_KINDS_SHAPE_CIRCLE => 3 * of.val.circle * of.val.circle,
        wit.EXPORTS_SAMPLES_TYPES_KINDS_SHAPE_POLYGON => polygonArea(of.val.polygon.ptr[0..of.val.polygon.len]),
        else => 0,
    };
}

export fn exports_samples_types_kinds_mix(shade: Color) Color {
    return (shade + 1) % 3;
}

export fn exports_samples_types_kinds_toggle(rights: Access) Access {
    const read = wit.EXPORTS_SAMPLES_TYPES_KINDS_ACCESS_READ;
    const write = wit.EXPORTS_SAMPLES_TYPES_KINDS_ACCESS_WRITE;
    const execute = wit.EXPORTS_SAMPLES_TYPES_KINDS_ACCESS_EXECUTE;
    return rights ^ (read | write | execute);
}

/// An option: true when there is a value.
export fn exports_samples_types_kinds_first(words: *wit.types_list_string_t, ret: *wit.types_string_t) bool {
    defer wit.types_list_string_free(words);
    if (words.len == 0) return false;
    wit.types_string_dup_n(ret, words.ptr[0].ptr, words.ptr[0].len);
    return true;
}

/// A result: true when it is the good one.
export fn exports_samples_types_kinds_divide(a: i32, b: i32, ret: *i32, err: *wit.types_string_t) bool {
    if (b == 0) {
        wit.types_string_dup(err, "division by zero");
        return false;
    }
    ret.* = if (b == -1) 0 -% a else @divTrunc(a, b);
    return true;
}
