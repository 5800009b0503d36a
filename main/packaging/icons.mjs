import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { icns, icnsSizes } from "./icns.mjs";
import { ico } from "./ico.mjs";
import { renderSvg } from "./render-svg.mjs";

/** The sizes that Linux desktops look for, in pixels. */
const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512];

/** The sizes that Windows shows at its usual scales, in pixels. */
const windowsSizes = [16, 20, 24, 32, 40, 48, 64, 256];

/** Apple's grid: a tile takes 824 of 1024 points, and the rest is transparent. */
const appleTile = 824 / 1024;

/**
 * Makes every platform's icons from `assets/icon.svg`, into the folder that electron-builder.yml names as `buildResources`:
 * `icon.icns`, `icon.ico` and `icons/SIZExSIZE.png`.
 * @param {string} root
 */
export async function makeIcons(root) {
  const folder = join(root, ".cache", "icons");
  const svg = await readFile(join(root, "assets", "icon.svg"), "utf8");
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "icons"), { recursive: true });
  await writeFile(join(folder, "icon.icns"), icns(await renderSvg(withClearEdge(svg, appleTile), icnsSizes)));
  await writeFile(join(folder, "icon.ico"), ico(await renderSvg(svg, windowsSizes)));
  for (const { size, png } of await renderSvg(svg, linuxSizes)) {
    await writeFile(join(folder, "icons", `${size}x${size}.png`), png);
  }
}

/**
 * The same drawing with a transparent margin.
 * @param {string} svg whose view box begins at 0 0 and is square
 * @param {number} share of the width that the drawing keeps
 */
function withClearEdge(svg, share) {
  const [box, size] = /viewBox="0 0 (\d+) \1"/.exec(svg) ?? [];
  if (box === undefined) throw new Error("the SVG's view box is not a square at 0 0");
  const whole = Number(size) / share;
  const edge = (whole - Number(size)) / 2;
  return svg.replace(box, `viewBox="${-edge} ${-edge} ${whole} ${whole}"`);
}
