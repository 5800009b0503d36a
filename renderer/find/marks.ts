import { fold } from "../store/fold.ts";

/** A piece of a text. All pieces in order make the text. */
export interface Piece {
  readonly text: string;
  readonly isMarked: boolean;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A line shows fewer characters than this, and servers accept names of 200,000. */
const maxMarked = 2_000;

/**
 * Splits a text at the folded needles it contains. A mark begins and ends between graphemes, so that no accent, vowel point
 * or joined emoji is split from its letter, however much shorter or longer the folded text is.
 */
export function marksIn(text: string, needles: readonly string[]): readonly Piece[] {
  const start = text.slice(0, maxMarked);
  const whole = fold(start);
  const present = needles.filter((needle) => needle !== "" && whole.includes(needle));
  if (present.length === 0) return [{ text, isMarked: false }];
  const parts = [...graphemes.segment(start)].map(({ segment, index }) => ({
    index,
    end: index + segment.length,
    folded: fold(segment),
  }));
  const folded = parts.map((part) => part.folded).join("");
  const isHit = new Uint8Array(folded.length);
  for (const needle of present)
    for (let at = folded.indexOf(needle); at !== -1; at = folded.indexOf(needle, at + 1))
      isHit.fill(1, at, at + needle.length);
  const pieces: Piece[] = [];
  let from = 0;
  let at = 0;
  let isMarked = false;
  for (const part of parts) {
    const end = at + part.folded.length;
    // A character that folds to nothing, like a direction mark, belongs to the one before it.
    const isPartHit: boolean = end === at ? isMarked : isHit.subarray(at, end).includes(1);
    if (isPartHit !== isMarked) {
      if (part.index > from) pieces.push({ text: text.slice(from, part.index), isMarked });
      from = part.index;
      isMarked = isPartHit;
    }
    at = end;
  }
  const last = parts.at(-1)?.end ?? 0;
  if (!isMarked) pieces.push({ text: text.slice(from), isMarked });
  else {
    pieces.push({ text: text.slice(from, last), isMarked });
    if (last < text.length) pieces.push({ text: text.slice(last), isMarked: false });
  }
  return pieces.filter((piece) => piece.text !== "");
}
