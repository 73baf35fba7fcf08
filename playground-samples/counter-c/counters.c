// `counting.h` is generated from the world in wit/.
#include "counting.h"

#include <stdlib.h>

typedef exports_samples_counter_counters_borrow_counter_t borrowed_counter;

// The header leaves open what is in a counter.
struct exports_samples_counter_counters_counter_t {
    int32_t value;
};

exports_samples_counter_counters_own_counter_t exports_samples_counter_counters_constructor_counter(int32_t start) {
    exports_samples_counter_counters_counter_t *counter = malloc(sizeof *counter);
    if (counter == NULL) {
        abort();
    }
    counter->value = start;
    // The caller gets a handle to it.
    return exports_samples_counter_counters_counter_new(counter);
}

int32_t exports_samples_counter_counters_method_counter_increment(borrowed_counter self, int32_t by) {
    // Unsigned numbers may overflow.
    self->value = (int32_t)((uint32_t)self->value + (uint32_t)by);
    return self->value;
}

int32_t exports_samples_counter_counters_method_counter_value(borrowed_counter self) {
    return self->value;
}

int32_t exports_samples_counter_counters_static_counter_larger(borrowed_counter a, borrowed_counter b) {
    return a->value > b->value ? a->value : b->value;
}

// Called when the caller gave its handle up.
void exports_samples_counter_counters_counter_destructor(exports_samples_counter_counters_counter_t *counter) {
    free(counter);
}
