(module (func nope))
