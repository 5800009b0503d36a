import { maxCallBytes } from "../../app/contract.ts";

/** Half the limit of a call, counted as the bridge counts it: three bytes for each UTF-16 unit. */
const budget = maxCallBytes / 3 / 2;
/** The most entries that the contract allows in one call. */
const most = 5_000;

/** Splits a long list into parts that each fit into one call. */
export function inParts<T>(entries: readonly T[]): T[][] {
  const parts: T[][] = [];
  let part: T[] = [];
  let length = 0;
  for (const entry of entries) {
    const size = JSON.stringify(entry).length + 1;
    if (part.length > 0 && (length + size > budget || part.length === most)) {
      parts.push(part);
      part = [];
      length = 0;
    }
    part.push(entry);
    length += size;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}
