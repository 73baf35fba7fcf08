(component
  (core module (func call $nobody)))
