const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The first letter of a name, without quotes, spaces or direction marks. */
export function initial(name: string): string {
  for (const { segment } of segmenter.segment(name.slice(0, 64))) {
    if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(segment)) return segment.toLocaleUpperCase();
  }
  return "?";
}
