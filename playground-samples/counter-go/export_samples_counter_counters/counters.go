package export_samples_counter_counters

import "runtime"

// The bindings ask for the pinner and the handle; the rest is ours.
type Counter struct {
	pinner runtime.Pinner
	handle int32
	value  int32
}

func MakeCounter(start int32) *Counter {
	return &Counter{value: start}
}

func (c *Counter) Increment(by int32) int32 {
	c.value += by
	return c.value
}

func (c *Counter) Value() int32 {
	return c.value
}

func CounterLarger(a, b *Counter) int32 {
	return max(a.value, b.value)
}

// Called when the caller gave its handle up.
func (c *Counter) OnDrop() {}
