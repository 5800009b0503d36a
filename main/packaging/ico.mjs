/** Entries of at least this size are PNGs. Smaller ones are bitmaps, because installers and old shells read only those. */
const firstPng = 256;

/**
 * Windows' icon file: a directory of entries, then one picture each.
 * @param {readonly import("./render-svg.mjs").Picture[]} pictures up to 256 pixels wide
 * @returns {Buffer}
 */
export function ico(pictures) {
  const bodies = pictures.map((picture) =>
    picture.size < firstPng ? bitmap(picture) : Buffer.from(picture.png),
  );
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2); // an icon, not a cursor
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  for (const [index, body] of bodies.entries()) {
    const at = 6 + 16 * index;
    const size = pictures[index]?.size ?? 0;
    // One byte each for width and height: 256 is written as 0.
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4); // planes
    head.writeUInt16LE(32, at + 6); // bits a pixel
    head.writeUInt32LE(body.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += body.length;
  }
  return Buffer.concat([head, ...bodies]);
}

/**
 * A bitmap in the form that icons need: no file header, twice the height for the mask below the colours, rows from the bottom, BGRA.
 * @param {import("./render-svg.mjs").Picture} picture
 */
function bitmap({ size, pixels }) {
  const header = Buffer.alloc(40);
  header.writeUInt32LE(header.length, 0);
  header.writeInt32LE(size, 4);
  header.writeInt32LE(size * 2, 8);
  header.writeUInt16LE(1, 12); // planes
  header.writeUInt16LE(32, 14); // bits a pixel
  const colours = Buffer.alloc(size * size * 4);
  const bytesPerMaskRow = Math.ceil(size / 32) * 4;
  const mask = Buffer.alloc(bytesPerMaskRow * size);
  for (let y = 0; y < size; y += 1) {
    const row = size - 1 - y;
    for (let x = 0; x < size; x += 1) {
      const from = (y * size + x) * 4;
      const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(from, from + 4);
      colours.set([blue, green, red, alpha], (row * size + x) * 4);
      // Programs that ignore alpha use the mask: a set bit is transparent.
      const byte = row * bytesPerMaskRow + (x >> 3);
      if (alpha < 128) mask.writeUInt8(mask.readUInt8(byte) | (0x80 >> (x & 7)), byte);
    }
  }
  return Buffer.concat([header, colours, mask]);
}
