//! `bindings` is generated from the world in wit/.
const std = @import("std");
const wit = @import("bindings");

/// The bindings leave open what is in a counter.
const Counter = struct {
    value: i32,
};

const Handle = wit.exports_samples_counter_counters_own_counter_t;

export fn exports_samples_counter_counters_constructor_counter(start: i32) Handle {
    const counter = std.heap.c_allocator.create(Counter) catch @trap();
    counter.* = .{ .value = start };
    // The caller gets a handle to it.
    return wit.exports_samples_counter_counters_counter_new(@ptrCast(counter));
}

export fn exports_samples_counter_counters_method_counter_increment(self: *Counter, by: i32) i32 {
    self.value +%= by;
    return self.value;
}

export fn exports_samples_counter_counters_method_counter_value(self: *Counter) i32 {
    return self.value;
}

export fn exports_samples_counter_counters_static_counter_larger(a: *Counter, b: *Counter) i32 {
    return @max(a.value, b.value);
}

/// Called when the caller gave its handle up.
export fn exports_samples_counter_counters_counter_destructor(counter: *Counter) void {
    std.heap.c_allocator.destroy(counter);
}
