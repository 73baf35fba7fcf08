;; Each export has the canonical name and the flat parameters of its WIT function. What does not fit one
;; result is written to memory, and its address returned; texts and lists arrive in memory that the caller
;; asks `cabi_realloc` for.
(module
  (memory (export "memory") 1)
  (data (i32.const 0) "division by zero")
  (global $free (mut i32) (i32.const 64))

  ;; Memory is only ever taken, never given back.
  (func $take (export "cabi_realloc")
    (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
    (local $start i32)
    (local.set $start
      (i32.and
        (i32.sub (i32.add (global.get $free) (local.get $align)) (i32.const 1))
        (i32.sub (i32.const 0) (local.get $align))))
    (global.set $free (i32.add (local.get $start) (local.get $size)))
    (block $enough
      (br_if $enough (i32.le_u (global.get $free) (i32.shl (memory.size) (i32.const 16))))
      (br_if $enough (i32.ne (i32.const -1)
        (memory.grow (i32.add (i32.const 1) (i32.shr_u (local.get $size) (i32.const 16))))))
      unreachable)
    (local.get $start))

  (func $new (param $size i32) (result i32)
    (call $take (i32.const 0) (i32.const 0) (i32.const 8) (local.get $size)))

  ;; The two words of a text or list, as a result.
  (func $pair (param $start i32) (param $length i32) (result i32)
    (local $result i32)
    (local.set $result (call $new (i32.const 8)))
    (i32.store (local.get $result) (local.get $start))
    (i32.store offset=4 (local.get $result) (local.get $length))
    (local.get $result))

  (func (export "samples:types/kinds#integers")
    (param $a i32) (param $b i32) (param $c i32) (param $d i32) (param $e i32) (param $f i32)
    (param $g i64) (param $h i64) (result i32)
    (local $result i32)
    (local.set $result (call $new (i32.const 16)))
    (i64.store (local.get $result)
      (i64.add
        (i64.add (i64.extend_i32_u (local.get $a)) (i64.extend_i32_u (local.get $c)))
        (i64.add (i64.extend_i32_u (local.get $e)) (local.get $g))))
    (i64.store offset=8 (local.get $result)
      (i64.add
        (i64.add (i64.extend_i32_s (local.get $b)) (i64.extend_i32_s (local.get $d)))
        (i64.add (i64.extend_i32_s (local.get $f)) (local.get $h))))
    (local.get $result))

  (func (export "samples:types/kinds#floats") (param $a f32) (param $b f64) (result f64)
    (f64.add (f64.promote_f32 (local.get $a)) (local.get $b)))

  (func (export "samples:types/kinds#invert") (param $value i32) (result i32)
    (i32.eqz (local.get $value)))

  (func (export "samples:types/kinds#next") (param $value i32) (result i32)
    (i32.add (local.get $value) (i32.const 1)))

  ;; A UTF-8 sequence stays as it is and moves from the front to the back.
  (func (export "samples:types/kinds#reverse") (param $text i32) (param $length i32) (result i32)
    (local $at i32)
    (local $next i32)
    (local $out i32)
    (local.set $out (call $new (local.get $length)))
    (block $done
      (loop $characters
        (br_if $done (i32.ge_u (local.get $at) (local.get $length)))
        (local.set $next (i32.add (local.get $at) (i32.const 1)))
        (block $whole
          (loop $continued
            (br_if $whole (i32.ge_u (local.get $next) (local.get $length)))
            (br_if $whole (i32.ne (i32.const 0x80)
              (i32.and (i32.const 0xc0) (i32.load8_u (i32.add (local.get $text) (local.get $next))))))
            (local.set $next (i32.add (local.get $next) (i32.const 1)))
            (br $continued)))
        (memory.copy
          (i32.add (local.get $out) (i32.sub (local.get $length) (local.get $next)))
          (i32.add (local.get $text) (local.get $at))
          (i32.sub (local.get $next) (local.get $at)))
        (local.set $at (local.get $next))
        (br $characters)))
    (call $pair (local.get $out) (local.get $length)))

  (func (export "samples:types/kinds#total") (param $values i32) (param $count i32) (result i64)
    (local $sum i64)
    (block $done
      (loop $each
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $sum (i64.add (local.get $sum) (i64.load32_s (local.get $values))))
        (local.set $values (i32.add (local.get $values) (i32.const 4)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $each)))
    (local.get $sum))

  (func (export "samples:types/kinds#backwards") (param $data i32) (param $length i32) (result i32)
    (local $at i32)
    (local $out i32)
    (local.set $out (call $new (local.get $length)))
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $at) (local.get $length)))
        (i32.store8
          (i32.sub (i32.add (local.get $out) (local.get $length)) (i32.add (local.get $at) (i32.const 1)))
          (i32.load8_u (i32.add (local.get $data) (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $each)))
    (call $pair (local.get $out) (local.get $length)))

  (func (export "samples:types/kinds#move-by")
    (param $x f64) (param $y f64) (param $dx f64) (param $dy f64) (result i32)
    (local $result i32)
    (local.set $result (call $new (i32.const 16)))
    (f64.store (local.get $result) (f64.add (local.get $x) (local.get $dx)))
    (f64.store offset=8 (local.get $result) (f64.add (local.get $y) (local.get $dy)))
    (local.get $result))

  ;; A variant is its case's number and room for the widest case: the radius travels in the bits of an
  ;; i64, where a polygon has its list's address.
  (func (export "samples:types/kinds#area") (param $case i32) (param $first i64) (param $count i32) (result f64)
    (local $radius f64)
    (if (i32.eq (local.get $case) (i32.const 1))
      (then
        (local.set $radius (f64.reinterpret_i64 (local.get $first)))
        (return (f64.mul (f64.mul (f64.const 3) (local.get $radius)) (local.get $radius)))))
    (if (i32.eq (local.get $case) (i32.const 2))
      (then (return (call $shoelace (i32.wrap_i64 (local.get $first)) (local.get $count)))))
    (f64.const 0))

  ;; Half the sum, over each corner and the one that follows, of x * y' - x' * y.
  (func $shoelace (param $corners i32) (param $count i32) (result f64)
    (local $at i32)
    (local $here i32)
    (local $next i32)
    (local $sum f64)
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $at) (local.get $count)))
        (local.set $here (i32.add (local.get $corners) (i32.shl (local.get $at) (i32.const 4))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $next (select
          (local.get $corners)
          (i32.add (local.get $here) (i32.const 16))
          (i32.eq (local.get $at) (local.get $count))))
        (local.set $sum (f64.add (local.get $sum)
          (f64.sub
            (f64.mul (f64.load (local.get $here)) (f64.load offset=8 (local.get $next)))
            (f64.mul (f64.load (local.get $next)) (f64.load offset=8 (local.get $here))))))
        (br $each)))
    (f64.div (f64.abs (local.get $sum)) (f64.const 2)))

  (func (export "samples:types/kinds#mix") (param $color i32) (result i32)
    (i32.rem_u (i32.add (local.get $color) (i32.const 1)) (i32.const 3)))

  (func (export "samples:types/kinds#toggle") (param $rights i32) (result i32)
    (i32.xor (local.get $rights) (i32.const 7)))

  (func (export "samples:types/kinds#first") (param $words i32) (param $count i32) (result i32)
    (local $result i32)
    (local.set $result (call $new (i32.const 12)))
    (i32.store8 (local.get $result) (i32.ne (local.get $count) (i32.const 0)))
    (if (local.get $count)
      (then (i64.store offset=4 align=4 (local.get $result) (i64.load align=4 (local.get $words)))))
    (local.get $result))

  (func (export "samples:types/kinds#divide") (param $a i32) (param $b i32) (result i32)
    (local $result i32)
    (local.set $result (call $new (i32.const 12)))
    (i32.store8 (local.get $result) (i32.eqz (local.get $b)))
    (if (local.get $b)
      (then (i32.store offset=4 (local.get $result) (i32.div_s (local.get $a) (local.get $b))))
      (else
        (i32.store offset=4 (local.get $result) (i32.const 0))
        (i32.store offset=8 (local.get $result) (i32.const 16))))
    (local.get $result)))
