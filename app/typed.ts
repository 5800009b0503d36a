import { fail, ok, type Result } from "./result.ts";
import { isVisible } from "./visible-text.ts";

/** Limits on what a person types now, in characters (UTF-16 units) after trimming. The server's own words have none. */
export const limits = { name: 256, group: 256, groups: 32, message: 1024, status: 1024 } as const;

/** Removes what XML 1.0 forbids (2.2 Char), lone surrogates included: a server closes the stream on it. */
export function toXmlText(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "");
}

/** A name as typed: one line, trimmed; empty means no name (RFC 6121 2.1.2.4). */
export function typedName(text: string): Result<string> {
  const name = oneLine(text);
  return name.length > limits.name ? fail("name-too-long", { limit: limits.name }) : ok(name);
}

/** Groups as typed: trimmed, no empties, no duplicates, case kept (RFC 6121 2.1.2.6, 2.3.3). */
export function typedGroups(texts: readonly string[]): Result<string[]> {
  const groups = [...new Set(texts.map(oneLine).filter((group) => group !== ""))];
  if (groups.length > limits.groups) return fail("too-many-groups", { limit: limits.groups });
  if (groups.some((group) => group.length > limits.group))
    return fail("group-too-long", { limit: limits.group });
  return ok(groups);
}

/** A status or a message as typed: trimmed and cut at its limit, never within a character. Empty where nothing can be seen. */
export function typedText(text: string, limit: number): string {
  const typed = toXmlText(toXmlText(text).trim().slice(0, limit));
  return isVisible(typed) ? typed : "";
}

/** RULE J6: invisible text counts as empty. */
function oneLine(text: string): string {
  return isVisible(text) ? toXmlText(text).replace(/\s+/g, " ").trim() : "";
}
