import { marksIn } from "./marks.ts";

/** A text with its matches marked. */
export function Marked({ text, needles }: { readonly text: string; readonly needles: readonly string[] }) {
  if (needles.length === 0) return text;
  let at = 0;
  return marksIn(text, needles).map((piece) => {
    const key = at;
    at += piece.text.length;
    return piece.isMarked ? <mark key={key}>{piece.text}</mark> : <span key={key}>{piece.text}</span>;
  });
}
