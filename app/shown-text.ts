/*
 * A server may give names and groups of any length, and main carries them back unchanged. The page needs a part of them:
 * what it is told has these limits, in UTF-16 units, and no limit is shorter than what a person may type.
 */
const maxName = 1_000;
const maxGroup = 1_000;
/** How many groups of one contact are shown. */
export const maxShownGroups = 100;

/** The beginning of a name. Whoever changes something else sends no name, so nothing of it is lost. */
export function shownName(name: string): string {
  return name.length <= maxName ? name : beginning(name, maxName);
}

/**
 * A group's name as the page knows it: itself, or its beginning with its length and a checksum, which tell it from others
 * that begin alike. The page hands it back, and main finds the group again.
 */
export function shownGroup(group: string): string {
  return shortened(group, maxGroup);
}

/** The same for where there is less room: of a group and of its shown name the answer is one. */
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

/** Never ends within a character. */
function beginning(text: string, length: number): string {
  const end = text.charCodeAt(length - 1);
  const isHalf = end >= 0xd800 && end < 0xdc00;
  return text.slice(0, isHalf ? length - 1 : length);
}

/** FNV-1a over UTF-16 units. Not made to withstand anybody: a server that wants two groups confused can say that they are one. */
function checksum(text: string): string {
  let sum = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return sum.toString(36);
}
