(component
  ;; What the whole asks its host for.
  (import "wasi:clocks/wall-clock@0.2.6" (instance $clock
    (type $fields (record (field "seconds" u64) (field "nanoseconds" u32)))
    (export "datetime" (type $datetime (eq $fields)))
    (export "now" (func (result $datetime)))))
  (import "wasi:random/insecure@0.2.6" (instance $random
    (export "get-insecure-random-u64" (func (result u64)))))

  ;; Gets the clock and nothing else.
  (component $Calendar
    (import "wasi:clocks/wall-clock@0.2.6" (instance $clock
      (type $fields (record (field "seconds" u64) (field "nanoseconds" u32)))
      (export "datetime" (type $datetime (eq $fields)))
      (export "now" (func (result $datetime)))))
    (core module $Memory (memory (export "memory") 1))
    (core instance $memory (instantiate $Memory))
    (core func $now (canon lower (func $clock "now") (memory (core memory $memory "memory"))))
    (core module $Program
      (import "host" "now" (func $now (param $datetime i32)))
      (import "host" "memory" (memory 1))
      (func (export "days") (result i64)
        (call $now (i32.const 0))
        (i64.div_u (i64.load (i32.const 0)) (i64.const 86400))))
    (core instance $program (instantiate $Program
      (with "host" (instance
        (export "now" (func $now))
        (export "memory" (memory $memory "memory"))))))
    (func (export "days") (result u64) (canon lift (core func $program "days"))))

  ;; Gets random numbers, and days without knowing that there is a clock.
  (component $Oracle
    (import "days" (func $days (result u64)))
    (import "wasi:random/insecure@0.2.6" (instance $random
      (export "get-insecure-random-u64" (func (result u64)))))
    (core func $days (canon lower (func $days)))
    (core func $random (canon lower (func $random "get-insecure-random-u64")))
    (core module $Program
      (import "host" "days" (func $days (result i64)))
      (import "host" "random" (func $random (result i64)))
      (func (export "lucky-number") (result i64)
        (i64.rem_u (i64.xor (call $days) (call $random)) (i64.const 100))))
    (core instance $program (instantiate $Program
      (with "host" (instance
        (export "days" (func $days))
        (export "random" (func $random))))))
    (func (export "lucky-number") (result u64) (canon lift (core func $program "lucky-number"))))

  (instance $calendar (instantiate $Calendar
    (with "wasi:clocks/wall-clock@0.2.6" (instance $clock))))
  (instance $oracle (instantiate $Oracle
    (with "days" (func $calendar "days"))
    (with "wasi:random/insecure@0.2.6" (instance $random))))
  (export "lucky-number" (func $oracle "lucky-number")))
