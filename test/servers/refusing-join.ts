import type { Socket } from "node:net";
import { Parser } from "@xmpp/xml";
import type { Element } from "../../main/xmpp/connection/element.ts";
import { toWireText } from "../../main/xmpp/connection/xml-text.ts";

const rosterNs = "jabber:iq:roster";

/** An error of RFC 6120 8.3 in the place of an answer. */
interface Refusal {
  readonly type: "cancel" | "wait";
  readonly condition: string;
}
type Refuse = (iq: Element) => Refusal | undefined;

/** What accounts with these names are refused, like the other server's test modules do. Made for each connection. */
const refusals: readonly { readonly name: RegExp; readonly make: () => Refuse }[] = [
  {
    // Every roster set, until one with the name "please" is asked for: what a server with fixed groups does.
    name: /^refused/,
    make: () => (iq) => (changedItem(iq) === undefined ? undefined : notAllowed),
  },
  {
    // The same for some contacts only.
    name: /^fixed/,
    make: () => (iq) => (changedItem(iq)?.startsWith("fixed") === true ? notAllowed : undefined),
  },
  {
    // What a busy server does: the first four sets for some contacts are delayed.
    name: /^patience/,
    make: () => {
      let putOff = 0;
      return (iq) => {
        if (changedItem(iq)?.startsWith("patience") !== true || putOff === 4) return undefined;
        putOff += 1;
        return { type: "wait", condition: "resource-constraint" };
      };
    },
  },
  {
    name: /^missing/,
    make: () => (iq) =>
      iq.attrs["type"] === "get" && iq.getChild("query", rosterNs)
        ? { type: "cancel", condition: "item-not-found" }
        : undefined,
  },
];

const notAllowed: Refusal = { type: "cancel", condition: "not-allowed" };

/** The address in a roster set that is no removal and does not ask with the name "please". */
function changedItem(iq: Element): string | undefined {
  const item = iq.attrs["type"] === "set" ? iq.getChild("query", rosterNs)?.getChild("item") : undefined;
  const { jid, name, subscription } = item?.attrs ?? {};
  return name === "please" || subscription === "remove" ? undefined : jid;
}

/**
 * Connects the two sockets and answers some requests itself, as no healthy server would. It does not offer stream
 * management, because the two sides would count differently.
 */
export function joinRefusing(secured: Socket, behind: Socket): void {
  let refuse: Refuse | undefined;
  let parser = new Parser();
  const restart = () => {
    parser = new Parser();
    parser.on("start", (header) => {
      if (refuse) behind.write(toWireText(header).replace(/\/>$/, ">"));
    });
    parser.on("element", (element) => {
      if (!refuse) refuse = refusalOf(element);
      else {
        const refusal = element.name === "iq" ? refuse(element) : undefined;
        if (refusal === undefined) behind.write(toWireText(element));
        else secured.write(errorTo(element, refusal));
      }
    });
    parser.on("end", () => {
      if (refuse) behind.write("</stream:stream>");
    });
    parser.on("error", () => secured.destroy());
  };
  secured.on("data", (bytes: Buffer) => {
    const text = bytes.toString();
    // The sign-in shows who it is: until then, and for everybody else, the bytes pass unchanged.
    if (!refuse) behind.write(bytes);
    if (text.startsWith("<?xml")) restart();
    parser.write(text);
  });
  behind.on("data", (bytes: Buffer) => {
    secured.write(refuse ? bytes.toString().replace(`<sm xmlns="urn:xmpp:sm:3"/>`, "") : bytes);
  });
}

/** What the account is refused that signs in with this element; undefined for any other element, and any other account. */
function refusalOf(element: Element): Refuse | undefined {
  if (element.name !== "auth") return undefined;
  const text = Buffer.from(element.getText(), "base64").toString();
  const user = /^n,,n=([^,]+)/.exec(text)?.[1] ?? text.split("\0")[1] ?? "";
  return refusals.find(({ name }) => name.test(user))?.make();
}

function errorTo(iq: Element, { type, condition }: Refusal): string {
  const error = `<error type="${type}"><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>`;
  return `<iq type="error" id="${iq.attrs["id"]}">${error}</iq>`;
}
