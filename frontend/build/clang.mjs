// Clang for the page, where the toolchain `clang-page` is installed: its files beside the site's, under its version.
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * Copies clang into the site, once a version; removes other versions, and all when there is none.
 * @param {string | undefined} source the package's folder
 * @param {string} site
 * @returns {Promise<{version: string, folder: string, bytes: number} | null>} what the page is told of it
 */
export async function copyClang(source, site) {
  const there = source && existsSync(join(source, "package.json"));
  const version = there ? JSON.parse(await readFile(join(source, "package.json"), "utf8")).version : null;
  const folder = `clang-${version}`;
  for (const name of await readdir(site)) {
    if (name.startsWith("clang-") && name !== folder) await rm(join(site, name), { recursive: true });
  }
  if (!there) return null;
  const target = join(site, folder);
  await mkdir(target, { recursive: true });
  let bytes = 0;
  for (const name of await readdir(join(source, "gen"))) {
    if (!existsSync(join(target, name))) await cp(join(source, "gen", name), join(target, name));
    if (name !== "bundle.js") bytes += (await stat(join(target, name))).size;
  }
  return { version, folder, bytes };
}
