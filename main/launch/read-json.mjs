import { readFileSync } from "node:fs";

/**
 * The content of a JSON file that npm or we ourselves wrote. Throws if it is absent or damaged.
 * @template T what is known to be in it
 * @param {string} file
 * @returns {T}
 */
export function readJson(file) {
  return /** @type {T} */ (JSON.parse(readFileSync(file, "utf8")));
}
