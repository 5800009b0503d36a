import { toXmlText } from "./typed.ts";

/** Deeper than this the rest of a name is one group's: a name of a thousand delimiters must not make a thousand headings. */
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
 * The way from the outermost group to this one, the group itself last. XEP-0083: a delimiter that the server keeps for all
 * clients stands between the names of nested groups. A name with an empty part, or no delimiter, is one group.
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

/** Whether it is this very group or one that stands below its heading. */
export function isWithin(group: string, outer: string, delimiter: string): boolean {
  return group === outer || groupPath(group, delimiter).includes(outer);
}

/** Whether it goes along when `from` goes to another group, or (null) to none. What is below the other one stays there. */
export function goesAlong(group: string, from: string, to: string | null, delimiter: string): boolean {
  if (!isWithin(group, from, delimiter)) return false;
  return to === null || !isWithin(to, from, delimiter) || !isWithin(group, to, delimiter);
}

/** What a group that goes along is called then. */
export function nameAlong(group: string, from: string, to: string): string {
  return to + group.slice(from.length);
}
