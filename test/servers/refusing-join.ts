import type { Socket } from "node:net";
import { Parser } from "@xmpp/xml";
import type { Element } from "../../main/xmpp/connection/element.ts";
import { toWireText } from "../../main/xmpp/connection/xml-text.ts";

const rosterNs = "jabber:iq:roster";

/** What accounts of these names are refused, as the test modules of the other server do it. */
const refusals: readonly { readonly name: RegExp; readonly refuse: (iq: Element) => string | undefined }[] = [
  {
    // Every roster set, until one with the name "please" is asked for: what a server with fixed groups does.
    name: /^refused/,
    refuse(iq) {
      const item = iq.getChild("query", rosterNs)?.getChild("item");
      const { name, subscription } = item?.attrs ?? {};
      const isRefused = iq.attrs["type"] === "set" && item && name !== "please" && subscription !== "remove";
      return isRefused ? "not-allowed" : undefined;
    },
  },
  {
    name: /^missing/,
    refuse: (iq) =>
      iq.attrs["type"] === "get" && iq.getChild("query", rosterNs) ? "item-not-found" : undefined,
  },
];

/**
 * Ties the two lines together and answers some requests itself, as no healthy server would. On such a line stream
 * management is not offered, because the two sides would count differently.
 */
export function joinRefusing(secured: Socket, behind: Socket): void {
  let refuse: ((iq: Element) => string | undefined) | undefined;
  let parser = new Parser();
  const restart = () => {
    parser = new Parser();
    parser.on("start", (header) => {
      if (refuse) behind.write(toWireText(header).replace(/\/>$/, ">"));
    });
    parser.on("element", (element) => {
      if (!refuse) refuse = refusalOf(element);
      else {
        const condition = element.name === "iq" ? refuse(element) : undefined;
        if (condition === undefined) behind.write(toWireText(element));
        else secured.write(refusal(element, condition));
      }
    });
    parser.on("end", () => {
      if (refuse) behind.write("</stream:stream>");
    });
    parser.on("error", () => secured.destroy());
  };
  secured.on("data", (bytes: Buffer) => {
    const text = bytes.toString();
    // Who it is shows in the sign-in: up to then, and for everybody else, the bytes go on as they are.
    if (!refuse) behind.write(bytes);
    if (text.startsWith("<?xml")) restart();
    parser.write(text);
  });
  behind.on("data", (bytes: Buffer) => {
    secured.write(refuse ? bytes.toString().replace(`<sm xmlns="urn:xmpp:sm:3"/>`, "") : bytes);
  });
}

/** What the account is refused that signs in with this element; undefined for any other element, and any other account. */
function refusalOf(element: Element): ((iq: Element) => string | undefined) | undefined {
  if (element.name !== "auth") return undefined;
  const text = Buffer.from(element.getText(), "base64").toString();
  const user = /^n,,n=([^,]+)/.exec(text)?.[1] ?? text.split("\0")[1] ?? "";
  return refusals.find(({ name }) => name.test(user))?.refuse;
}

function refusal(iq: Element, condition: string): string {
  const error = `<error type="cancel"><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>`;
  return `<iq type="error" id="${iq.attrs["id"]}">${error}</iq>`;
}
