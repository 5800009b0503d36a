import { readFileSync } from "node:fs";

/**
 * What a JSON file of our own making holds, or null when it was not written.
 * @template T what was written there
 * @param {string} file
 * @returns {T | null}
 */
export function readJson(file) {
  try {
    return /** @type {T} */ (JSON.parse(readFileSync(file, "utf8")));
  } catch {
    // The program that should have written it has failed, which its status tells.
    return null;
  }
}
