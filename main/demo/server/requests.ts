import type { BareJid } from "../../../app/jid.ts";
import type { Element } from "../../xmpp/connection/element.ts";
import type { Account } from "./account.ts";
import { blockingNs, handleBlocklistGet, handleBlocklistSet } from "./blocking.ts";
import { handleInfo, handleItems, infoNs, itemsNs, pingNs } from "./disco.ts";
import { handlePubsubGet, handlePubsubSet, pubsubNs } from "./pep.ts";
import { handlePrivate, privateNs } from "./private-storage.ts";
import { handleRosterGet, handleRosterSet } from "./roster-requests.ts";
import { rosterNs } from "./roster.ts";
import type { Session } from "./session.ts";
import { isShared } from "./subscription-states.ts";
import { errorOf, resultOf } from "./stanzas.ts";
import { handleVcardGet, handleVcardSet, vcardNs } from "./vcard.ts";
import type { World } from "./world.ts";

/** RFC 6120 8.2.3: whether a request can be answered at all, and its one child. */
export function payloadOf(iq: Element): Element | undefined {
  const [payload, ...more] = iq.getChildElements();
  return iq.attrs["id"] === undefined || more.length > 0 ? undefined : payload;
}

/** Answers a request of a resource to its own account or without `to` (RFC 6120 10.3.3). */
export function answerOwn(world: World, session: Session, iq: Element, payload: Element): void {
  if (payload.is("query", rosterNs)) {
    if (iq.attrs["type"] === "get") handleRosterGet(session, iq, payload);
    else handleRosterSet(world, session, iq, payload);
    return;
  }
  session.outlet.deliver(answer(world, session, iq, payload));
}

function answer(world: World, session: Session, iq: Element, payload: Element): Element {
  const { account } = session;
  const isGet = iq.attrs["type"] === "get";
  switch (payload.getNS() ?? "") {
    case blockingNs:
      if (isGet) return handleBlocklistGet(session, iq);
      return handleBlocklistSet(world, session, iq, payload);
    case vcardNs:
      return isGet ? handleVcardGet(account, iq) : handleVcardSet(account, iq, payload);
    case pubsubNs:
      if (isGet) return handlePubsubGet(account, account.bareJid, iq, payload);
      return handlePubsubSet(world, session, iq, payload);
    case privateNs:
      return handlePrivate(account, iq, payload);
    case "urn:ietf:params:xml:ns:xmpp-session":
      return isGet ? errorOf(iq, "service-unavailable") : resultOf(iq); // RFC 3921 3: it no longer does anything
    case "urn:ietf:params:xml:ns:xmpp-bind":
      return errorOf(iq, "not-allowed"); // RFC 6120 7.3.2: one resource a stream
    default:
      return isGet ? answerCommon(iq, payload, "account") : errorOf(iq, "service-unavailable");
  }
}

/** Answers somebody else's request to an account: with public data, and more if they may see the account (RFC 6121 8.5.1). */
export function answerOther(account: Account, asker: BareJid, iq: Element, payload: Element): Element {
  if (iq.attrs["type"] !== "get") return errorOf(iq, "service-unavailable");
  if (payload.is("vCard", vcardNs)) return handleVcardGet(account, iq);
  if (payload.is("pubsub", pubsubNs)) return handlePubsubGet(account, asker, iq, payload);
  if (!isShared(account.stateOf(asker))) return errorOf(iq, "service-unavailable");
  return answerCommon(iq, payload, "account");
}

/** Answers a request to the server itself. */
export function answerForServer(iq: Element, payload: Element): Element {
  if (iq.attrs["type"] !== "get") return errorOf(iq, "service-unavailable");
  return answerCommon(iq, payload, "server");
}

function answerCommon(iq: Element, payload: Element, of: "account" | "server"): Element {
  if (payload.is("ping", pingNs)) return resultOf(iq);
  if (payload.is("query", infoNs)) return handleInfo(iq, payload, of);
  if (payload.is("query", itemsNs)) return handleItems(iq);
  return errorOf(iq, "service-unavailable");
}
