// Brotli siblings for the site's files, and the table of their sizes.
import { readFile, readdir, stat, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const compress = promisify(brotliCompress);
/** Files above this many bytes are compressed at quality 9: the last percent would take minutes. */
const BEST_QUALITY_BYTES = 4 << 20;
const COMPRESSIBLE = /\.(html|js|css|wasm|json|ttf|svg|tar|txt)$/;
/** Files above this many bytes take minutes even so: quality 5. */
const GOOD_QUALITY_BYTES = 16 << 20;

/** Every compressible file under `folder`, by path. */
async function compressible(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && COMPRESSIBLE.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** Writes `<file>.br` beside each file, unless there is one that is younger. */
export async function compressSite(site) {
  await Promise.all((await compressible(site)).map(async (path) => {
    const [source, sibling] = await Promise.all([stat(path), stat(`${path}.br`).catch(() => null)]);
    // A hashed name never changes its content, so any sibling is right; others go by time.
    const hashed = /-[0-9A-Za-z]{8,10}\.\w+$/.test(basename(path));
    if (sibling && (hashed || sibling.mtimeMs > source.mtimeMs)) return;
    const bytes = await readFile(path);
    const quality = bytes.length < BEST_QUALITY_BYTES ? 11 : bytes.length < GOOD_QUALITY_BYTES ? 9 : 5;
    await writeFile(`${path}.br`, await compress(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: quality,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        [constants.BROTLI_PARAM_LGWIN]: 22,
      },
    }));
  }));
}

/** A table of sizes; `usable` are the files the page needs before it can be used. */
export async function sizeTable(site, usable) {
  const rows = await Promise.all((await compressible(site)).map(async (path) => ({
    name: relative(site, path),
    raw: (await stat(path)).size,
    brotli: (await stat(`${path}.br`)).size,
  })));
  rows.sort((a, b) => b.brotli - a.brotli);
  const first = rows.filter((row) => usable.includes(row.name));
  const line = (name, raw, brotli) =>
    `${name.padEnd(44)} ${(raw / 1024).toFixed(1).padStart(9)} ${(brotli / 1024).toFixed(1).padStart(9)}`;
  const sum = (list, key) => list.reduce((total, row) => total + row[key], 0);
  return [
    `${"file".padEnd(44)} ${"KiB raw".padStart(9)} ${"brotli".padStart(9)}`,
    ...rows.map((row) => line(`${usable.includes(row.name) ? "* " : "  "}${row.name}`, row.raw, row.brotli)),
    line("all", sum(rows, "raw"), sum(rows, "brotli")),
    line("* before the page is usable", sum(first, "raw"), sum(first, "brotli")),
  ].join("\n");
}
