import type { Avatar } from "../../server/avatars.ts";
import { grounds, motifs, type Colour, type Ground, type Motif, type Painting } from "./motifs.ts";
import { toPng } from "./png.ts";

/** XEP-0153 4: between 32 and 96 pixels, a square, and small. */
const side = 96;

/** What a picture shows, on the motif's own background unless another is given. */
export interface Picture {
  readonly motif: Motif;
  readonly ground?: Ground;
}

/** The picture as it is sent; the same bytes each time. */
export function drawAvatar({ motif, ground }: Picture): Avatar {
  const { layers, ground: own } = motifs[motif];
  const painting = { layers, ground: ground === undefined ? own : grounds[ground] };
  return { bytes: toPng(paint(painting), side), type: "image/png", width: side, height: side };
}

function paint({ ground, layers }: Painting): Uint8Array {
  const pixels = new Uint8Array(side * side * 3);
  const pixel = 2 / side;
  for (let index = 0; index < side * side; index += 1) {
    const x = ((index % side) + 0.5) * pixel - 1;
    const y = (Math.floor(index / side) + 0.5) * pixel - 1;
    let [red, green, blue]: Colour = ground;
    for (const { shape, colour } of layers) {
      // How much of the pixel the shape covers: all of it half a pixel within its edge, nothing half a pixel outside.
      const cover = Math.min(1, Math.max(0, 0.5 - shape(x, y) / pixel));
      red += (colour[0] - red) * cover;
      green += (colour[1] - green) * cover;
      blue += (colour[2] - blue) * cover;
    }
    pixels[index * 3] = red;
    pixels[index * 3 + 1] = green;
    pixels[index * 3 + 2] = blue;
  }
  return pixels;
}
