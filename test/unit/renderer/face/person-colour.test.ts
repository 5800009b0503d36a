import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { initial } from "../../../../renderer/face/initial.ts";
import { personAngle, personColour } from "../../../../renderer/face/person-colour.ts";
import { sha1FirstWord } from "../../../../renderer/face/sha1.ts";

describe("faces", () => {
  test("SHA-1 agrees with Node's for any text, block ends included", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
        expect(sha1FirstWord(text)).toBe(createHash("sha1").update(text).digest().readUInt32BE(0));
      }),
    );
  });

  test("angles are those of XEP-0392's test vectors", () => {
    expect(personAngle("Romeo")).toBeCloseTo(327.255_249_023_437_5, 6);
    expect(personAngle("juliet@capulet.lit")).toBeCloseTo(209.410_400_390_625, 6);
    expect(personAngle("😺")).toBeCloseTo(331.199_340_820_312_5, 6);
    expect(personAngle("council")).toBeCloseTo(359.994_506_835_937_5, 6);
  });

  test("white text keeps 4.5:1 on everybody's colour", () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (bareJid, isAround) => {
        expect(1.05 / (luminance(personColour(bareJid, isAround)) + 0.05)).toBeGreaterThan(4.5);
      }),
    );
  });

  test("the initial skips marks that are no letters, and is a whole character", () => {
    expect(initial("\u202eevil")).toBe("E");
    expect(initial("“quoted”")).toBe("Q");
    expect(initial("👩‍👧 Mum")).toBe("👩‍👧");
    expect(initial("")).toBe("?");
  });
});

/** WCAG 2.2, relative luminance of `#rrggbb`. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
