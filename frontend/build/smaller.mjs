// Makes the page's wasm smaller as it is downloaded: generic code has many functions that are the same when compiled.
//
// Only passes after which it compresses better. All of `-Oz` makes the module a quarter smaller, and what is
// downloaded a tenth larger, because less of it is alike.
import binaryen from "binaryen";

const PASSES = [
  "duplicate-function-elimination", "dae", "precompute", "vacuum", "duplicate-function-elimination", "rse",
  "simplify-locals-nostructure", "vacuum", "reorder-locals", "coalesce-locals", "reorder-locals", "remove-unused-brs",
  "remove-unused-names", "merge-blocks", "vacuum", "code-folding", "duplicate-function-elimination", "remove-unused-module-elements",
  "pick-load-signs", "optimize-instructions",
  // Instances of one generic function have names that begin alike: side by side they compress best.
  "reorder-functions-by-name",
];

/** @param {Uint8Array} bytes a module with its name section @returns {Uint8Array} */
export function smaller(bytes) {
  const module = binaryen.readBinary(bytes);
  try {
    module.setFeatures(binaryen.Features.All);
    module.runPasses(PASSES);
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}
