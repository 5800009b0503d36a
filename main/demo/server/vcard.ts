import { createHash } from "node:crypto";
import { isElement, xml, type Element } from "../../xmpp/connection/element.ts";
import type { Account } from "./account.ts";
import { errorOf, resultOf } from "./stanzas.ts";

export const vcardNs = "vcard-temp";
const updateNs = "vcard-temp:x:update";

/** Anybody may read it (XEP-0054 3.1); an account without one has an empty one. */
export function handleVcardGet(account: Account, iq: Element): Element {
  return resultOf(iq, account.vcard ?? xml("vCard", { xmlns: vcardNs }));
}

/** A resource of the account replaces the whole vCard (XEP-0054 3.2). */
export function handleVcardSet(account: Account, iq: Element, vcard: Element): Element {
  if (iq.attrs["to"] !== undefined && iq.attrs["to"] !== account.address) return errorOf(iq, "forbidden");
  storeVcard(account, vcard);
  return resultOf(iq);
}

/** Keeps the vCard and the hash of its picture. */
export function storeVcard(account: Account, vcard: Element | undefined): void {
  account.vcard = vcard;
  const picture = vcard?.getChild("PHOTO")?.getChildText("BINVAL") ?? "";
  account.photoHash =
    picture === "" ? "" : createHash("sha1").update(Buffer.from(picture, "base64")).digest("hex");
}

/** XEP-0398 2: the server says in each presence which picture the vCard has, unless the client does so itself. */
export function withAvatarHash(account: Account, presence: Element): Element {
  if (account.photoHash === "" || presence.getChild("x", updateNs) !== undefined) return presence;
  const hash = xml("x", { xmlns: updateNs }, xml("photo", {}, account.photoHash));
  return xml(presence.name, presence.attrs, ...presence.children, hash);
}

/** The presence as the client sent it. */
export function withoutAvatarHash(presence: Element): Element {
  const said = presence.children.filter((child) => !isElement(child) || !child.is("x", updateNs));
  return xml(presence.name, presence.attrs, ...said);
}
