/**
 * A code of a server or the system (a condition, a mechanism, an error number) reduced to characters that codes contain, so
 * that a hostile server cannot write sentences into a report. Cut to 60 characters.
 */
export function cleanCode(text: string): string {
  return text.replaceAll(/[^\w.-]/g, "").slice(0, 60);
}

/** The name of a host: at most 255 characters, none that is invisible or a space. */
export function cleanHost(text: string): string {
  return text.replaceAll(/[\p{C}\p{Z}]/gu, "").slice(0, 255);
}

/** A server's words about itself: one line, nothing invisible, at most 80 characters. */
export function cleanText(text: string): string {
  const line = text.replaceAll(/[\p{Z}\s]+/gu, " ").replaceAll(/\p{C}/gu, "");
  return [...line.trim()].slice(0, 80).join("");
}
