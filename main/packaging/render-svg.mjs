import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

/**
 * A square picture in two forms: the bytes of a PNG, and RGBA with straight alpha, from the top left.
 * @typedef {{ size: number, png: Uint8Array, pixels: Uint8Array }} Picture
 */

/** @type {Promise<void> | undefined} the renderer can be set up only once in a process */
let ready;

/**
 * Draws an SVG in each of these sizes, in pixels. Everything is inside the package: it needs no program of the system.
 * @param {string} svg
 * @param {readonly number[]} sizes
 * @returns {Promise<Picture[]>}
 */
export async function renderSvg(svg, sizes) {
  ready ??= setUp();
  await ready;
  return sizes.map((size) => {
    const drawing = new Resvg(svg, {
      fitTo: { mode: "width", value: size },
      font: { loadSystemFonts: false },
    });
    const image = drawing.render();
    const picture = { size, png: image.asPng(), pixels: straightAlpha(image.pixels) };
    image.free();
    drawing.free();
    return picture;
  });
}

async function setUp() {
  const program = createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm");
  await initWasm(await readFile(program));
}

/**
 * The renderer multiplies colours by their alpha; icon files need straight alpha.
 * @param {Uint8Array} premultiplied
 */
function straightAlpha(premultiplied) {
  return premultiplied.map((value, index) => {
    if (index % 4 === 3) return value;
    const alpha = premultiplied[index - (index % 4) + 3] ?? 0;
    return alpha === 0 ? 0 : Math.min(255, Math.round((value * 255) / alpha));
  });
}
