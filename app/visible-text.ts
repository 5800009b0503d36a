/**
 * Characters that are visible on their own. Excluded are white space, controls, characters that Unicode lets us
 * ignore (zero widths, fillers, tags, variation selectors), marks without a letter, and blanks that count as symbols or
 * letters. Of the format characters, only the Arabic, Syriac and Kaithi number signs are drawn.
 */
const visible =
  /[\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u{110BD}\u{110CD}]|[^\p{Default_Ignorable_Code_Point}\p{White_Space}\p{C}\p{Z}\p{M}\u2800\u{13441}\u{13442}\u{1D159}]|\p{Co}/u;

/** Whether a text has a visible character (RULE J6). */
export function isVisible(text: string): boolean {
  return visible.test(text);
}
