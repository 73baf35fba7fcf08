(component
  (core module
    ;; ü 𝄞
    (func (; 𝄞 ;) i32.ad)))
