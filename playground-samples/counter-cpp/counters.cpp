// `counting.h` is generated from the world in wit/.
#include "counting.h"

#include <algorithm>

using own_counter = exports_samples_counter_counters_own_counter_t;
using borrowed_counter = exports_samples_counter_counters_borrow_counter_t;

// The header leaves open what is in a counter.
struct exports_samples_counter_counters_counter_t {
    int32_t value;
};

own_counter exports_samples_counter_counters_constructor_counter(int32_t start) {
    // The caller gets a handle to it.
    return exports_samples_counter_counters_counter_new(new exports_samples_counter_counters_counter_t{start});
}

int32_t exports_samples_counter_counters_method_counter_increment(borrowed_counter self, int32_t by) {
    // What does not fit goes round, as in every language here.
    return self->value = static_cast<int32_t>(int64_t{self->value} + by);
}

int32_t exports_samples_counter_counters_method_counter_value(borrowed_counter self) {
    return self->value;
}

int32_t exports_samples_counter_counters_static_counter_larger(borrowed_counter a, borrowed_counter b) {
    return std::max(a->value, b->value);
}

// Called when the caller gave its handle up.
void exports_samples_counter_counters_counter_destructor(exports_samples_counter_counters_counter_t *counter) {
    delete counter;
}
