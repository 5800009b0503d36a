import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NtExecutable, NtExecutableResource, Resource } from "resedit";
import { describe, expect, test } from "vitest";
import { renderSvg } from "../../main/packaging/render-svg.mjs";
import { namesIn, programFolder, resourcesFolder } from "./archive.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const icons = join(root, ".cache", "icons");

/** Width and height as a PNG's own header says them. */
function sizeOf(png: Buffer): number[] {
  expect(png.toString("latin1", 1, 4)).toBe("PNG");
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

/** A PNG's pixels, in RGBA: the renderer of SVG reads pictures within one. */
async function pixelsOf(png: Buffer, size: number): Promise<Uint8Array> {
  const image = `<image width="${size}" height="${size}" href="data:image/png;base64,${png.toString("base64")}"/>`;
  const [drawn] = await renderSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}">${image}</svg>`,
    [size],
  );
  return drawn?.pixels ?? new Uint8Array();
}

test("[K6] Linux gets a picture in each size, drawn from the SVG", async () => {
  const names = namesIn(join(icons, "icons"));
  expect(names.map((name) => Number.parseInt(name, 10)).sort((a, b) => a - b)).toEqual([
    16, 24, 32, 48, 64, 128, 256, 512,
  ]);
  const svg = readFileSync(join(root, "assets", "icon.svg"), "utf8");
  for (const name of names) {
    const size = Number.parseInt(name, 10);
    const png = readFileSync(join(icons, "icons", name));
    expect(sizeOf(png)).toEqual([size, size]);
    const [drawn] = await renderSvg(svg, [size]);
    expect(png.equals(drawn?.png ?? Buffer.alloc(0))).toBe(true);
  }
});

test("[K6] the macOS bundle contains an icon in every size from 32 to 1024 pixels, with the usual transparent margin", async () => {
  const file = readFileSync(join(resourcesFolder("mac"), "icon.icns"));
  expect(file.toString("latin1", 0, 4)).toBe("icns");
  expect(file.readUInt32BE(4)).toBe(file.length);
  const sizes: Record<string, number | undefined> = {};
  let largest: Buffer = Buffer.alloc(0);
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
    const png = file.subarray(at + 8, at + file.readUInt32BE(at + 4));
    sizes[file.toString("latin1", at, at + 4)] = sizeOf(png)[0];
    if (sizeOf(png)[0] === 1024) largest = png;
  }
  expect(sizes).toEqual({
    ic11: 32,
    ic12: 64,
    ic07: 128,
    ic13: 256,
    ic08: 256,
    ic14: 512,
    ic09: 512,
    ic10: 1024,
  });
  // Apple's grid: a tile of 824 in the middle of 1024.
  const pixels = await pixelsOf(largest, 1024);
  const middle = Array.from({ length: 1024 }, (_, x) => (pixels[(512 * 1024 + x) * 4 + 3] ?? 0) > 127);
  expect([middle.indexOf(true), middle.lastIndexOf(true)]).toEqual([100, 923]);
});

test("[K6] the program for Windows contains its icon in every size from 16 to 256 pixels", () => {
  const program = NtExecutable.from(readFileSync(join(programFolder("win"), "Kith.exe")));
  const [group, ...others] = Resource.IconGroupEntry.fromEntries(NtExecutableResource.from(program).entries);
  expect(others).toEqual([]);
  expect(group?.icons.map(({ width, bitCount }) => [width === 0 ? 256 : width, bitCount])).toEqual(
    [16, 20, 24, 32, 40, 48, 64, 256].map((size) => [size, 32]),
  );
});

describe("a bitmap of icon.ico", () => {
  test("[K6] shows the SVG's colours, from the bottom up, and clear corners in the mask", async () => {
    const file = readFileSync(join(icons, "icon.ico"));
    const [drawn] = await renderSvg(readFileSync(join(root, "assets", "icon.svg"), "utf8"), [16]);
    const body = file.subarray(file.readUInt32LE(6 + 12));
    expect([body.readUInt32LE(0), body.readInt32LE(4), body.readInt32LE(8)]).toEqual([40, 16, 32]);
    for (const [x, y] of [
      [0, 0],
      [8, 1],
      [6, 12],
      [13, 11],
    ] as const) {
      const [blue, green, red, alpha] = body.subarray(40 + ((15 - y) * 16 + x) * 4);
      const at = (y * 16 + x) * 4;
      expect([red, green, blue, alpha]).toEqual([...(drawn?.pixels.subarray(at, at + 4) ?? [])]);
      const mask = body.readUInt8(40 + 16 * 16 * 4 + (15 - y) * 4 + (x >> 3)) & (0x80 >> (x & 7));
      expect(mask !== 0).toBe((alpha ?? 0) < 128);
    }
  });
});
