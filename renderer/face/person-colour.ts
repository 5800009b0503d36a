import { Hsluv } from "hsluv";
import { sha1FirstWord } from "./sha1.ts";

/** XEP-0392 5.1: the angle, in degrees, is the first two octets of the SHA-1, little-endian, over the full circle. */
export function personAngle(bareJid: string): number {
  const word = sha1FirstWord(bareJid);
  return ((((word >>> 16) & 0xff) << 8) | (word >>> 24)) * (360 / 65536);
}

/**
 * The colour behind somebody's initial, `#rrggbb`. Lightness 45 keeps white text above 5:1 at every hue (XEP-0392 5.4 allows
 * it). People who are offline get the same hue, nearly grey.
 */
export function personColour(bareJid: string, isAround: boolean): string {
  const key = isAround ? bareJid : `${bareJid}\n`;
  let colour = colours.get(key);
  if (colour === undefined) {
    const mixer = new Hsluv();
    mixer.hsluv_h = personAngle(bareJid);
    mixer.hsluv_s = isAround ? 68 : 16;
    mixer.hsluv_l = 45;
    mixer.hsluvToHex();
    colour = mixer.hex;
    if (colours.size > 5000) colours.clear();
    colours.set(key, colour);
  }
  return colour;
}

const colours = new Map<string, string>();
