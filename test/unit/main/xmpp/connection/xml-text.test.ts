import fc from "fast-check";
import { expect, test } from "vitest";
import { toXmlText } from "../../../../../app/typed.ts";
import { type Element, xml } from "../../../../../main/xmpp/connection/element.ts";
import { toWireText } from "../../../../../main/xmpp/connection/xml-text.ts";
import { header, readStream } from "../../../../support/read-stream.ts";

function parse(text: string): Element {
  const { elements, fault } = readStream([header + text]);
  const [element] = elements;
  if (fault !== undefined || element === undefined) throw new Error(`no element in ${text}`);
  return element;
}

test("[T17] any name is sent in full, except for characters that XML forbids", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      const text = toWireText(xml("item", { name }, xml("group", {}, name)));
      const item = parse(text);
      expect(item.attrs["name"]).toBe(toXmlText(name));
      expect(item.getChildText("group") ?? "").toBe(toXmlText(name));
      // oxlint-disable-next-line no-control-regex
      expect(text).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/);
    }),
  );
}, 30_000);

test("[T17] tabs and line ends in attributes are references: a parser would make them spaces", () => {
  expect(toWireText(xml("item", { name: 'a\tb\n"' }))).toBe('<item name="a&#9;b&#10;&#34;"/>');
});

test("a lone surrogate is taken out", () => {
  expect(toWireText(xml("a", {}, "x\uD83Dy"))).toBe("<a>xy</a>");
});
