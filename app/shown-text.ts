/*
 * A server may send names and groups of any length, and main sends them back unchanged. The page needs only a part of them,
 * so it gets them cut to these limits, in UTF-16 units. No limit is shorter than what a person may type.
 */
const maxName = 1_000;
const maxGroup = 1_000;
/** How many groups of one contact are shown. */
export const maxShownGroups = 100;

/** The beginning of a name. An edit that changes something else sends no name, so nothing is lost. */
export function shownName(name: string): string {
  return name.length <= maxName ? name : beginning(name, maxName);
}

/**
 * A group's name as the page knows it: itself, or its beginning with its length and a checksum, which tell it from
 * others that begin alike. The page sends it back, and main finds the group again.
 */
export function shownGroup(group: string): string {
  return shortened(group, maxGroup);
}

/** The same with a smaller limit. A group and its shown name give the same result. */
export function shortGroup(group: string, length: number): string {
  return shortened(shownGroup(group), length);
}

function shortened(group: string, length: number): string {
  if (group.length <= length) return group;
  const mark = `…${group.length}.${checksum(group)}`;
  return beginning(group, length - mark.length) + mark;
}

/** Whether this may be the shown name of a longer one. */
export function isShortened(group: string): boolean {
  return group.length <= maxGroup && group.length > maxGroup - 2 && /…\d+\.[0-9a-z]+$/.test(group);
}

/** Cuts, but never within a character. */
function beginning(text: string, length: number): string {
  const end = text.charCodeAt(length - 1);
  const isHalf = end >= 0xd800 && end < 0xdc00;
  return text.slice(0, isHalf ? length - 1 : length);
}

/** FNV-1a over UTF-16 units. It need not resist attacks: a server that wants to confuse two groups can simply name them alike. */
function checksum(text: string): string {
  let sum = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return sum.toString(36);
}
