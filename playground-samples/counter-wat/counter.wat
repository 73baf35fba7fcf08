;; The component owns the resource: it chooses a number (here an address) to stand for each counter, and
;; `resource-new` gives the caller a handle for it. Methods get the number back.
(module
  (import "[export]samples:counter/counters" "[resource-new]counter" (func $resource-new (param $address i32) (result i32)))
  (memory (export "memory") 1)
  (global $next (mut i32) (i32.const 8))

  (func (export "samples:counter/counters#[constructor]counter") (param $start i32) (result i32)
    (local $address i32)
    (local.set $address (global.get $next))
    (global.set $next (i32.add (local.get $address) (i32.const 4)))
    (i32.store (local.get $address) (local.get $start))
    (call $resource-new (local.get $address)))

  (func (export "samples:counter/counters#[method]counter.increment") (param $address i32) (param $by i32) (result i32)
    (i32.store (local.get $address) (i32.add (i32.load (local.get $address)) (local.get $by)))
    (i32.load (local.get $address)))

  (func (export "samples:counter/counters#[method]counter.value") (param $address i32) (result i32)
    (i32.load (local.get $address)))

  ;; A borrow of its own resource reaches a component as the number too.
  (func (export "samples:counter/counters#[static]counter.larger") (param $a i32) (param $b i32) (result i32)
    (local $left i32)
    (local $right i32)
    (local.set $left (i32.load (local.get $a)))
    (local.set $right (i32.load (local.get $b)))
    (select (local.get $left) (local.get $right) (i32.gt_s (local.get $left) (local.get $right))))

  ;; Called when the last handle is dropped; this simple one never reuses an address.
  (func (export "samples:counter/counters#[dtor]counter") (param $address i32)
    (i32.store (local.get $address) (i32.const 0))))
