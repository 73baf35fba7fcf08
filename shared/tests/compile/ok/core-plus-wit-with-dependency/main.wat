(module (func (export "go") (param i32)))
