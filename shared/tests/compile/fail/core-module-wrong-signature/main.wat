(module (func (export "add") (param i64)))
