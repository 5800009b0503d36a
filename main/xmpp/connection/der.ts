/** One value of a DER encoding (X.690): its tag byte and its content, which is not copied. */
export interface DerValue {
  readonly tag: number;
  readonly content: Buffer;
}

/** The tags that certificates need. A context tag of number n is `0x80 + n`, or `0xa0 + n` when it is constructed. */
export const derTag = { octetString: 0x04, oid: 0x06, sequence: 0x30 } as const;

/**
 * The values that follow each other in `bytes`; undefined unless they fill it exactly. Lengths are definite and of four
 * bytes at most; tags are of one byte. Nothing is read beyond `bytes`, and nothing nested is read.
 */
export function readDer(bytes: Buffer): readonly DerValue[] | undefined {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at] ?? 0;
    const first = bytes[at + 1];
    if ((tag & 0x1f) === 0x1f || first === undefined) return undefined;
    const sizeBytes = first < 0x80 ? 0 : first - 0x80;
    const begin = at + 2 + sizeBytes;
    if (first === 0x80 || sizeBytes > 4 || begin > bytes.length) return undefined;
    const size = sizeBytes === 0 ? first : bytes.readUIntBE(at + 2, sizeBytes);
    if (size > bytes.length - begin) return undefined;
    values.push({ tag, content: bytes.subarray(begin, begin + size) });
    at = begin + size;
  }
  return values;
}

/** The values inside a sequence or another constructed value; undefined if it is neither or cannot be read. */
export function inside(value: DerValue | undefined): readonly DerValue[] | undefined {
  return value === undefined || (value.tag & 0x20) === 0 ? undefined : readDer(value.content);
}

/** An object identifier in dotted form; undefined for any other value, or for numbers larger than any in use. */
export function readOid(value: DerValue | undefined): string | undefined {
  if (value?.tag !== derTag.oid || value.content.length === 0 || value.content.length > 64) return undefined;
  const numbers: number[] = [];
  let number = 0;
  for (const byte of value.content) {
    if (number > 0xff_ffff) return undefined;
    number = number * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    numbers.push(number);
    number = 0;
  }
  const [first = 0, ...rest] = numbers;
  const isCutShort = ((value.content.at(-1) ?? 0) & 0x80) !== 0;
  const top = Math.min(2, Math.floor(first / 40));
  return isCutShort ? undefined : [top, first - top * 40, ...rest].join(".");
}
