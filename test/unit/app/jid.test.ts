import fc from "fast-check";
import { toASCII, toUnicode } from "tr46";
import { describe, expect, test } from "vitest";
import { isBareJid, parseJid, toBareJid, toWire } from "../../../app/jid.ts";

/** Characters that address mappings trip over, mixed with any others. */
const awkward = fc.constantFrom(
  ..."aAzß@/._:&'\"<> \t\u0000\u00ad\u200d\u0130\u0131\u03a3\u03c2\u03c3\u0345\u1e9e\u212a\u2126\u3002\u3000\uff20\uff0f\uff21\uff9e\uffe3\ufb01\u0308\u0301\ud800\udc00e\u0301",
  "xn--",
  "😀",
  "𝐀",
);
const anyAddress = fc.oneof(
  fc.string({ unit: awkward, maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc
    .tuple(fc.string({ unit: awkward, maxLength: 6 }), fc.string({ unit: "grapheme", maxLength: 6 }))
    .map(([local, more]) => `${local}${more}@example.com`),
  fc.string({ unit: "grapheme", maxLength: 8 }).map((domain) => `juliet@${domain}.example`),
);

describe("comparison form", () => {
  test.for([
    ["letter case", "Juliet@Example.COM", "juliet@example.com"],
    ["full width", "ＪＵＬＩＥＴ@example.com", "juliet@example.com"],
    ["half width katakana", "ｱ@example.com", "ア@example.com"],
    ["decomposed accents", "rene\u0301@example.com", "ren\u00e9@example.com"],
    ["a decomposed upper-case accent", "RENE\u0301@example.com", "ren\u00e9@example.com"],
    ["kelvin sign", "\u212aelvin@example.com", "kelvin@example.com"],
    ["a domain in its own letters", "anna@MÜNCHEN.example", "anna@xn--mnchen-3ya.example"],
    ["a domain as A-labels", "anna@XN--MNCHEN-3YA.example", "anna@xn--mnchen-3ya.example"],
    ["a decomposed domain", "anna@mu\u0308nchen.example", "anna@xn--mnchen-3ya.example"],
    ["a domain decomposed out of order", "\u03a9\u0308\u0345.example", "xn--byac.example"],
    ["the same domain composed", "\u1ffc\u0308.example", "xn--byac.example"],
    ["a full-width domain", "anna@ｅｘａｍｐｌｅ.com", "anna@example.com"],
    ["an ideographic full stop", "anna@example\u3002com", "anna@example.com"],
    ["a final dot", "anna@example.com.", "anna@example.com"],
    ["spaces around", "  anna@example.com\n", "anna@example.com"],
    ["a resource", "anna@example.com/A@b/c", "anna@example.com"],
    ["a domain alone", "Gateway.Example", "gateway.example"],
    ["an IPv6 literal", "anna@[2001:DB8::1]", "anna@[2001:db8::1]"],
    ["an emoji", "😀@example.com", "😀@example.com"],
    ["an underscore in the domain", "romeo@Chat_Server.example", "romeo@chat_server.example"],
    ["an underscore at the ends of labels", "romeo@_chat_._x.example.", "romeo@_chat_._x.example"],
    ["a full-width underscore", "romeo@chat\uff3fserver.example", "romeo@chat_server.example"],
    ["an underscore among other letters", "romeo@MÜN_chen.example", "romeo@xn--mn_chen-n2a.example"],
    ["a hyphen at the end of a label", "romeo@Chat-.example", "romeo@chat-.example"],
    ["hyphens alone", "romeo@-.--", "romeo@-.--"],
    ["an IPv4 address", "romeo@127.0.0.1", "romeo@127.0.0.1"],
  ])("[J1] %s does not make another person", ([, typed = "", key]) => {
    expect(toBareJid(typed)).toBe(key);
  });

  test.for([
    ["Cyrillic", "juliet@example.com", "juli\u0435t@example.com"],
    ["a sharp s in the domain", "anna@strasse.example", "anna@straße.example"],
    ["a ligature", "firefly@example.com", "\ufb01refly@example.com"],
    ["a missing accent", "rene@example.com", "ren\u00e9@example.com"],
    ["dotless i", "ian@example.com", "\u0131an@example.com"],
  ])("[J1] %s makes another person", ([, one = "", other = ""]) => {
    expect(toBareJid(one)).toBeDefined();
    expect(toBareJid(one)).not.toBe(toBareJid(other));
  });

  test.for([
    ["nothing", ""],
    ["spaces", "   "],
    ["no domain", "juliet@"],
    ["no local part before the sign", "@example.com"],
    ["an empty resource", "juliet@example.com/"],
    ["two signs", "juliet@capulet@example.com"],
    ["a space in the local part", "juliet capulet@example.com"],
    ["a no-break space", "juliet\u00a0c@example.com"],
    ["a quotation mark", 'juliet"@example.com'],
    ["an ampersand", "a&b@example.com"],
    ["an apostrophe", "o'neill@example.com"],
    ["a colon", "a:b@example.com"],
    ["angle brackets", "<juliet>@example.com"],
    ["a full-width sign that maps to @", "juliet＠capulet@example.com"],
    ["a full-width solidus that maps to /", "juliet／a@example.com"],
    ["an invisible joiner", "jul\u200diet@example.com"],
    ["a soft hyphen", "jul\u00adiet@example.com"],
    ["a right-to-left override", "juliet\u202e@example.com"],
    ["a byte order mark", "jul\ufeffiet@example.com"],
    ["a control character", "jul\u0000iet@example.com"],
    ["an unassigned character", "jul\u0378iet@example.com"],
    ["a private character", "jul\ue000iet@example.com"],
    ["half a surrogate pair in the local part", "jul\ud800iet@example.com"],
    ["half a surrogate pair in the domain", "juliet@exa\ud800mple.com"],
    ["half a surrogate pair in the resource", "juliet@example.com/\udc00"],
    ["a control character in the resource", "juliet@example.com/a\u0007"],
    ["a space in the domain", "juliet@exam ple.com"],
    ["two final dots", "juliet@example.com.."],
    ["an empty label", "juliet@example..com"],
    ["a dot alone", "juliet@."],
    ["a sign that is no letter in the domain", "juliet@exa!mple.com"],
    ["a sign in an internationalised domain", "juliet@mün!chen.example"],
    ["a space in an internationalised domain", "juliet@mün chen.example"],
    ["a label of 64", `juliet@${"b".repeat(64)}.example`],
    ["an IPv6 literal with a zone", "juliet@[fe80::1%25eth0]"],
    ["a broken A-label", "juliet@xn--a\u00fc.example"],
    ["an A-label of nothing", "juliet@xn--.example"],
    ["a script-mixing domain against Bidi", "juliet@a\u05d0.example"],
    ["an open bracket", "juliet@[::1"],
  ])("[J1] %s is no address", ([, typed = ""]) => {
    expect(parseJid(typed)).toMatchObject({ ok: false, failure: { code: "address-invalid" } });
  });
});

describe("limits", () => {
  test("[J1] each part may be 1023 octets, counted as UTF-8, and not one more", () => {
    expect(parseJid(`${"a".repeat(1023)}@example.com`).ok).toBe(true);
    expect(parseJid(`${"a".repeat(1024)}@example.com`).ok).toBe(false);
    expect(parseJid(`${"é".repeat(511)}a@example.com`).ok).toBe(true);
    expect(parseJid(`${"é".repeat(512)}@example.com`).ok).toBe(false);
    expect(parseJid(`a@example.com/${"😀".repeat(255)}`).ok).toBe(true);
    expect(parseJid(`a@example.com/${"😀".repeat(256)}`).ok).toBe(false);
  });

  test("[J1] a label may be 63 octets and a domain 253", () => {
    expect(parseJid(`a@${"b".repeat(63)}.example`).ok).toBe(true);
    expect(parseJid(`a@${"b".repeat(64)}.example`).ok).toBe(false);
    const labels = Array.from({ length: 5 }, () => "b".repeat(49)).join(".");
    expect(parseJid(`a@${labels}.cc`).ok).toBe(true);
    expect(parseJid(`a@${labels}.cccccc`).ok).toBe(false);
  });

  test("[J1] an overlong domain is refused at once", () => {
    const monster = String.fromCodePoint(...Array.from({ length: 20_000 }, (_, index) => 0x4e00 + index));
    const begun = performance.now();
    expect(parseJid(`juliet@${monster}`).ok).toBe(false);
    expect(performance.now() - begun).toBeLessThan(100);
  });

  test("a failure quotes no more of an address than a person can read", () => {
    const result = parseJid(`${"a".repeat(5000)}@`);
    expect(result).toMatchObject({ ok: false, failure: { values: { address: "a".repeat(256) } } });
  });
});

describe("any text at all", () => {
  test("[J1] reading never throws, and what it gives is well-formed", () => {
    fc.assert(
      fc.property(anyAddress, (text) => {
        const jid = parseJid(text);
        if (!jid.ok) return;
        for (const part of Object.values(jid.value)) expect(part).not.toMatch(/\p{Cs}/u);
        expect(jid.value.domain).not.toBe("");
      }),
      { numRuns: 3000 },
    );
  });

  test("[J1] the comparison form of a comparison form is itself, and so is that of what goes on the wire", () => {
    fc.assert(
      fc.property(anyAddress, (text) => {
        const jid = parseJid(text);
        if (!jid.ok) return;
        expect(toBareJid(jid.value.bareJid)).toBe(jid.value.bareJid);
        expect(toBareJid(toWire(jid.value))).toBe(jid.value.bareJid);
        expect(isBareJid(jid.value.bareJid)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test("[J1] composed or decomposed, it is the same person", () => {
    fc.assert(
      fc.property(anyAddress, (text) => {
        expect(toBareJid(text.normalize("NFD"))).toBe(toBareJid(text.normalize("NFC")));
      }),
      { numRuns: 3000 },
    );
  });
});

test("[J1] a typed domain goes on the wire in its own letters", () => {
  const jid = parseJid("Anna@xn--mnchen-3ya.example/phone");
  expect(jid.ok && toWire(jid.value)).toBe("anna@münchen.example");
});

test("[J1] only a comparison form is accepted as one", () => {
  expect(isBareJid("juliet@example.com")).toBe(true);
  expect(isBareJid("Juliet@example.com")).toBe(false);
  expect(isBareJid("juliet@example.com/balcony")).toBe(false);
  expect(isBareJid("juliet@example.com.")).toBe(false);
  expect(isBareJid("")).toBe(false);
});

test("[J1] underscores apart, a domain is one exactly when the strict rules say so, and has their form", () => {
  const rules = { checkHyphens: false, checkBidi: true, checkJoiners: true, verifyDNSLength: true };
  const unit = fc.oneof(
    fc.constantFrom(
      ..."aAzß.-=<>!@[~\u0338\u2260\u226e\u226f\u2017\uff1d\u200d\u05d0\u0301\u3002",
      "xn--",
      "xn--ab-37n",
    ),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 8 }), (domain) => {
      fc.pre(
        !/[_\uff3f\ufe33\ufe34\ufe4d-\ufe4f/]/.test(domain) &&
          domain.trim() === domain &&
          !domain.endsWith(".") &&
          !domain.startsWith("["),
      );
      const strict = toASCII(domain.normalize("NFC"), { ...rules, useSTD3ASCIIRules: true });
      // Domains alone: a local part ends at the first sign.
      fc.pre(!domain.includes("@"));
      expect(toBareJid(domain)).toBe(strict === null || strict === "" ? undefined : strict);
    }),
    { numRuns: 5_000 },
  );
});

test("[J1] an underscore is allowed wherever a letter is, and equals nothing else", () => {
  const label = fc.string({ unit: fc.constantFrom(..."ab-üé_"), minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.array(label, { minLength: 1, maxLength: 3 }), (labels) => {
      const domain = labels.join(".");
      fc.pre(!/(?:^|\.)..--/.test(domain));
      const jid = parseJid(`romeo@${domain}`);
      expect(jid.ok).toBe(true);
      expect(jid.ok && jid.value.domain).toBe(domain);
      if (domain.includes("_")) expect(toBareJid(domain.replaceAll("_", "x"))).not.toBe(toBareJid(domain));
    }),
  );
});

test("[J1] mapping would not change a plain domain, which skips it", () => {
  const label = fc.oneof(
    fc.string({ unit: fc.constantFrom(..."az09-_"), maxLength: 5 }),
    fc.constantFrom("xn--mnchen-3ya", "xn--", "axn--b", "a--b", "-", "a".repeat(63), "a".repeat(64)),
  );
  fc.assert(
    fc.property(fc.array(label, { minLength: 1, maxLength: 6 }), (labels) => {
      const domain = labels.join(".");
      fc.pre(!domain.endsWith("."));
      const ascii = toASCII(domain, {
        checkHyphens: false,
        checkBidi: true,
        checkJoiners: true,
        useSTD3ASCIIRules: false,
        verifyDNSLength: true,
      });
      const jid = parseJid(`juliet@${domain}`);
      const isDomain = ascii !== null && ascii !== "";
      expect(jid.ok && [jid.value.bareJid, jid.value.domain]).toEqual(
        isDomain && [`juliet@${ascii}`, toUnicode(ascii).domain],
      );
    }),
    { numRuns: 2_000 },
  );
});
