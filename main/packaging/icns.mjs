/**
 * The entries that contain a PNG, by their size in pixels. A size that serves both a plain and a retina screen is
 * listed twice. The plain 16 and 32 (`icp4`, `icp5`) are left out: a bundle shows them garbled, and macOS scales `ic11`
 * for them.
 * @type {readonly (readonly [string, number])[]}
 */
const entries = [
  ["ic11", 32], // 16 retina
  ["ic12", 64], // 32 retina
  ["ic07", 128],
  ["ic13", 256], // 128 retina
  ["ic08", 256],
  ["ic14", 512], // 256 retina
  ["ic09", 512],
  ["ic10", 1024], // 512 retina
];

/** The sizes `icns` needs, in pixels. */
export const icnsSizes = [...new Set(entries.map(([, size]) => size))];

/**
 * macOS' icon file: a name and a length before each picture, and before the whole.
 * @param {readonly import("./render-svg.mjs").Picture[]} pictures one of every size in `icnsSizes`
 * @returns {Buffer}
 */
export function icns(pictures) {
  return chunk(
    "icns",
    entries.map(([name, size]) => {
      const picture = pictures.find((one) => one.size === size);
      if (picture === undefined) throw new Error(`no picture of ${size} pixels`);
      return chunk(name, [picture.png]);
    }),
  );
}

/**
 * @param {string} name four letters
 * @param {readonly Uint8Array[]} content
 */
function chunk(name, content) {
  const head = Buffer.alloc(8, name, "latin1");
  head.writeUInt32BE(
    content.reduce((sum, { length }) => sum + length, head.length),
    4,
  );
  return Buffer.concat([head, ...content]);
}
