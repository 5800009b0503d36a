import { createHash } from "node:crypto";
import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { toBareJid } from "../../../../../app/jid.ts";
import { beats, requests } from "../../../../../main/demo/cast/beats.ts";
import { people, self } from "../../../../../main/demo/cast/people.ts";
import { drawAvatar } from "../../../../../main/demo/cast/picture/draw.ts";
import { grounds, motifs, type Ground, type Motif } from "../../../../../main/demo/cast/picture/motifs.ts";

const contacts = people.flatMap(({ address, listed }) => (listed === null ? [] : [{ address, ...listed }]));
const addresses = people.map(({ address }) => address);

test("[N1] forty contacts in six groups, some in several, some in none", () => {
  expect(contacts).toHaveLength(40);
  expect(new Set(contacts.flatMap(({ groups }) => groups)).size).toBe(6);
  expect(contacts.filter(({ groups }) => groups.length > 1).length).toBeGreaterThan(5);
  expect(contacts.filter(({ groups }) => groups.length === 0).length).toBeGreaterThan(1);
});

test("[N1] every address is one, at a domain that can never be somebody's, and nobody is there twice", () => {
  for (const address of [self, ...addresses]) {
    expect(toBareJid(address)).toBe(address);
    expect(address).toContain("@");
    expect(address).toMatch(/\.example$/);
  }
  expect(new Set(addresses).size).toBe(addresses.length);
  expect(addresses).not.toContain(self);
});

test("[N1] every relationship occurs: both sides, one side, waiting, blocked", () => {
  const count = (fits: (contact: (typeof contacts)[number]) => boolean) => contacts.filter(fits).length;
  expect(count(({ subscription }) => subscription === "to")).toBeGreaterThan(0);
  expect(count(({ subscription }) => subscription === "from")).toBeGreaterThan(0);
  expect(count(({ subscription, ask }) => subscription === "none" && ask)).toBeGreaterThan(0);
  expect(count(({ isBlocked }) => isBlocked)).toBe(1);
});

test("[N1] names of several scripts, a long one, one with a mark of its own, and none", () => {
  const names = contacts.map(({ name }) => name);
  expect(names.some((name) => /\p{Script=Arabic}/u.test(name))).toBe(true);
  expect(names.some((name) => /\p{Script=Han}/u.test(name))).toBe(true);
  expect(names.some((name) => /\p{M}/u.test(name.normalize("NFC")))).toBe(true);
  expect(names.some((name) => name.length > 50)).toBe(true);
  expect(names).toContain("");
});

test("[N1] one who asks has the nickname of a contact and an address that looks like theirs", () => {
  const [impostor] = requests.filter(({ nickname }) => contacts.some(({ name }) => name === nickname));
  const meant = contacts.find(({ name }) => name === impostor?.nickname);
  expect(impostor?.address.replace("rn", "m")).toBe(meant?.address);
  expect(impostor?.address).not.toBe(meant?.address);
});

test("[N3] beats and requests are about people of the cast; requests about nobody who is listed", () => {
  for (const { who } of beats) expect(addresses).toContain(who);
  for (const { address } of requests) {
    expect(addresses).toContain(address);
    expect(contacts.map((contact) => contact.address)).not.toContain(address);
  }
});

test("[N2] no two people have the same picture", () => {
  const pictures = people.flatMap(({ picture }) => (picture === null ? [] : [drawAvatar(picture)]));
  const hashes = pictures.map(({ bytes }) => createHash("sha1").update(bytes).digest("hex"));
  expect(new Set(hashes).size).toBe(pictures.length);
  expect(pictures.length).toBeGreaterThan(20);
});

test("[N2] a picture is a small square PNG whose bytes never change", () => {
  for (const motif of Object.keys(motifs) as Motif[]) {
    for (const ground of Object.keys(grounds) as Ground[]) {
      const { bytes, type, width, height } = drawAvatar({ motif, ground });
      expect(type).toBe("image/png");
      // XEP-0153 4: a square, at most 96 pixels and 8 KiB.
      expect([width, height]).toEqual([96, 96]);
      expect(bytes.length).toBeLessThan(8 * 1024);
    }
  }
  const again = drawAvatar({ motif: "cat" });
  expect(Buffer.from(again.bytes).equals(drawAvatar({ motif: "cat" }).bytes)).toBe(true);
});

test("[N2] the PNG contains the painted pixels", () => {
  const png = Buffer.from(drawAvatar({ motif: "moon", ground: "night" }).bytes);
  const idat = png.indexOf("IDAT");
  const rows = inflateSync(png.subarray(idat + 4, idat + 4 + png.readUInt32BE(idat - 4)));
  expect(rows).toHaveLength(96 * (1 + 96 * 3));
  // The corner is the ground, unfiltered.
  expect([...rows.subarray(0, 4)]).toEqual([0, ...grounds.night]);
  expect([...png.subarray(1, 4)].map((byte) => String.fromCharCode(byte)).join("")).toBe("PNG");
});
