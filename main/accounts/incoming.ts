import type { AccountModel } from "../roster/model.ts";
import type { Subscriptions } from "../roster/subscriptions.ts";
import type { RosterSync } from "../roster/sync.ts";
import type { Element } from "../xmpp/connection/element.ts";
import type { Stream } from "../xmpp/connection/stream.ts";
import type { IqHandler } from "../xmpp/iq-handler.ts";
import { readStrayMessage, type StrayMessage } from "../xmpp/message.ts";
import { answerPing } from "../xmpp/ping.ts";
import { readPresence } from "../xmpp/presence.ts";

/** Where the stanzas of one account go. */
interface Receivers {
  readonly model: AccountModel;
  readonly sync: RosterSync;
  readonly subscriptions: Subscriptions;
  /** The person's languages, best first (BCP 47). */
  readonly languages: readonly string[];
  readonly onStray: (message: StrayMessage) => void;
}

/** Passes incoming stanzas on. Returns whether a stanza was taken; a request that was not is answered by the stream. */
export function receiver(receivers: Receivers): (stanza: Element, stream: Stream) => boolean {
  const { model, sync, subscriptions, languages, onStray } = receivers;

  /** Every kind of request that is answered; the first handler that takes one answers it. */
  const iqHandlers: readonly IqHandler[] = [answerPing, (iq, stream) => sync.handlePush(iq, stream)];

  const handlePresence = (stanza: Element): void => {
    const fact = readPresence(stanza, languages);
    if (fact === undefined) return;
    const { bareJid, resource } = fact.from;
    // RULE P2: our own other devices are ours, not a contact.
    if (bareJid === model.account) return;
    if (fact.kind === "available" || fact.kind === "unavailable") subscriptions.handleReached(bareJid);
    if (fact.kind === "available") model.putPresence(bareJid, fact.presence);
    else if (fact.kind === "unavailable") model.removePresence(bareJid, resource);
    else subscriptions.handlePresence(fact);
  };

  const handleMessage = (stanza: Element): void => {
    const message = readStrayMessage(stanza, Date.now());
    if (message !== undefined && message.bareJid !== model.account) onStray(message);
  };

  return (stanza, stream) => {
    if (stanza.name === "iq") return iqHandlers.some((answer) => answer(stanza, stream));
    if (stanza.name === "presence") handlePresence(stanza);
    if (stanza.name === "message") handleMessage(stanza);
    return true;
  };
}
