import type { Subscription } from "../../../app/contact.ts";
import type { BareJid } from "../../../app/jid.ts";
import type { Show } from "../../../app/presence.ts";
import type { Picture } from "./picture/draw.ts";

/** The presence of somebody at one of their devices. */
export interface Mood {
  readonly device: string;
  readonly show: Show;
  readonly status: string;
}

/** What somebody does when the demo's account asks to see their status; `silence` leaves the question open. */
export type Answer = "accept" | "deny" | "silence";

/** One member of the cast. Some are on no list and only ask to see the account's status. */
export interface Person {
  /** In comparison form, in which it is also sent. */
  readonly address: BareJid;
  /** Their roster item; null if they are not on the list. */
  readonly listed: Listing | null;
  /** Their presence when the demo opens; none means offline. */
  readonly opening: readonly Mood[];
  /** Their later presences, one after the other and then from the start again; "gone" takes them offline. */
  readonly later: readonly (Mood | "gone")[];
  readonly answer: Answer;
  /** Their message when they ask again after they lost sight of the account's status; null: they do not ask again. */
  readonly plea: string | null;
  readonly picture: Picture | null;
}

export interface Listing {
  /** Empty: the account gave them none. */
  readonly name: string;
  readonly groups: readonly string[];
  readonly subscription: Subscription;
  /** The account's request is pending. */
  readonly ask: boolean;
  readonly isBlocked: boolean;
}

/** How the other side lists the account (RFC 6121 A.1). */
export function seenFromTheirs(subscription: Subscription): Subscription {
  if (subscription === "to") return "from";
  return subscription === "from" ? "to" : subscription;
}
