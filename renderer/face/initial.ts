const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The first character of a name that a person would call one: no quotes, spaces or direction marks. */
export function initial(name: string): string {
  for (const { segment } of segmenter.segment(name.slice(0, 64))) {
    if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(segment)) return segment.toLocaleUpperCase();
  }
  return "?";
}
