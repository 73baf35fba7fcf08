;; Each page is written to, so that it is really there.
(module
  (memory (export "memory") 1)
  (func $grow (export "grow") (param $pages i32) (result i32)
    (local $page i32)
    (block $done
      (loop $more
        (br_if $done (i32.eqz (local.get $pages)))
        (local.set $page (memory.grow (i32.const 1)))
        (br_if $done (i32.eq (local.get $page) (i32.const -1)))
        (i32.store (i32.mul (local.get $page) (i32.const 65536)) (local.get $page))
        (local.set $pages (i32.sub (local.get $pages) (i32.const 1)))
        (br $more)))
    (memory.size)))
