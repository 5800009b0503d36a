import { toXmlText } from "./typed.ts";

/** The deepest level. The rest of a name is one group: a name of a thousand delimiters must not make a thousand headings. */
const maxDepth = 4;

/** In UTF-16 units. One or two are usual; a delimiter as long as a name makes no sense. */
const maxDelimiter = 16;

/**
 * The delimiter that a server keeps, or empty if groups are not nested. RULE R20: a single ASCII letter or digit occurs in
 * every other word, so it is ignored (XEP-0083 2). So is blank text, and text that no group name can contain.
 */
export function usableDelimiter(text: string): string {
  const isIgnored = /^[a-zA-Z0-9]$/.test(text) || text.trim() === "" || toXmlText(text) !== text;
  return isIgnored || text.length > maxDelimiter ? "" : text;
}

/**
 * The groups from the outermost to this one, the group itself last. XEP-0083: a delimiter that the server keeps for all
 * clients separates the names of nested groups. A name with an empty part, or no delimiter, is one group.
 */
export function groupPath(group: string, delimiter: string): readonly string[] {
  if (delimiter === "" || !group.includes(delimiter)) return [group];
  const parts = group.split(delimiter);
  if (parts.some((part) => part.trim() === "")) return [group];
  const path: string[] = [];
  let end = 0;
  for (const part of parts.slice(0, maxDepth - 1)) {
    end += part.length;
    path.push(group.slice(0, end));
    end += delimiter.length;
  }
  if (parts.length >= maxDepth) path.push(group);
  return path;
}

/** Whether it is this group or one nested in it. */
export function isWithin(group: string, outer: string, delimiter: string): boolean {
  return group === outer || groupPath(group, delimiter).includes(outer);
}

/** Whether a group changes when `from` is renamed to `to`, or (null) deleted. A group that is already nested in `to` does not. */
export function goesAlong(group: string, from: string, to: string | null, delimiter: string): boolean {
  if (!isWithin(group, from, delimiter)) return false;
  return to === null || !isWithin(to, from, delimiter) || !isWithin(group, to, delimiter);
}

/** The new name of a group that changes along with `from`. */
export function nameAlong(group: string, from: string, to: string): string {
  return to + group.slice(from.length);
}
