import type { BareJid } from "../../app/jid.ts";
import { availablePresence } from "../xmpp/presence.ts";
import type { Stream } from "../xmpp/connection/stream.ts";
import { accountInfoGet, offersOfflineRetrieval, offlineCountGet } from "../xmpp/offline-messages.ts";
import type { AccountSettings } from "./settings.ts";

/*
 * ejabberd holds subscription requests back while a client's priority is negative, as ours always is. It delivers them at
 * priority 0, and with them the messages it has stored. If a client has looked at those messages before, it does
 * not deliver them (XEP-0013 2.1). So Kith looks at them, and is at priority 0 for a moment. Other servers offer no XEP-0013 and only see -1.
 */

/**
 * Asks the server whether it offers this. Call it before the list is requested, and the function it returns after the list has
 * arrived: that looks at the messages and resolves to whether a moment at priority 0 brings only requests.
 */
export function askForHeldRequests(stream: Stream, account: BareJid): () => Promise<boolean> {
  const info = stream.request(accountInfoGet(account));
  return async () => {
    const reply = await info;
    if (!reply.ok || !offersOfflineRetrieval(reply.value)) return false;
    return (await stream.request(offlineCountGet())).ok;
  };
}

/** Begins the moment. Send the usual presence at once, without waiting: a stream resumed in between would stay at priority 0. */
export function beginMoment(stream: Stream, { show, status }: AccountSettings["own"]): void {
  void stream.send(availablePresence(show, status, "0"));
}
