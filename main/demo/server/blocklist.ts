import type { Jid } from "../../../app/jid.ts";
import { xml, type Element } from "../../xmpp/connection/element.ts";
import type { Account } from "./account.ts";
import { domainOf } from "./addresses.ts";
import { errorOf } from "./stanzas.ts";

/** XEP-0191 3.2: the list may contain a full address, an account, a resource of a domain, or a domain. */
export function isBlocked(account: Account, { bareJid, resource }: Jid): boolean {
  if (account.blocked.size === 0) return false;
  const domain = domainOf(bareJid);
  const forms = [
    bareJid,
    domain,
    ...(resource === "" ? [] : [`${bareJid}/${resource}`, `${domain}/${resource}`]),
  ];
  return forms.some((form) => account.blocked.has(form));
}

/** The answer to a stanza that goes to a blocked address (XEP-0191 3.2). Sending it again would not help, hence `cancel`. */
export function blockedError(stanza: Element): Element {
  return errorOf(stanza, "not-acceptable", xml("blocked", { xmlns: "urn:xmpp:blocking:errors" }), "cancel");
}
