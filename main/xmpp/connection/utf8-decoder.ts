import { isUtf8 } from "node:buffer";

const nothing = Buffer.alloc(0);

/**
 * Turns chunks of bytes into text. A character may be split between two chunks. Invalid bytes are never replaced
 * (RFC 6120 11.6): the text before them is returned, and then nothing more.
 */
export class Utf8Decoder {
  #tail: Buffer = nothing;

  /** `isValid` false means that the bytes after this text are not UTF-8. */
  decode(chunk: Buffer): { readonly text: string; readonly isValid: boolean } {
    const bytes = this.#tail.length === 0 ? chunk : Buffer.concat([this.#tail, chunk]);
    const whole = wholeLength(bytes);
    if (isUtf8(bytes.subarray(0, whole))) {
      this.#tail = whole === bytes.length ? nothing : Buffer.from(bytes.subarray(whole));
      return { text: bytes.toString("utf8", 0, whole), isValid: true };
    }
    // The longest valid beginning, so that it does not matter where chunks are cut before the bad byte.
    let good = 0;
    let bad = bytes.length;
    while (bad - good > 1) {
      const middle = (good + bad) >> 1;
      if (isUtf8(bytes.subarray(0, wholeLength(bytes.subarray(0, middle))))) good = middle;
      else bad = middle;
    }
    const text = bytes.toString("utf8", 0, wholeLength(bytes.subarray(0, good)));
    return { text, isValid: false };
  }
}

/** How many bytes come before an incomplete character at the end. */
function wholeLength(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue; // in the middle of a character
    if (byte < 0xc2 || byte > 0xf4) return bytes.length; // begins no character
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
