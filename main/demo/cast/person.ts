import type { Subscription } from "../../../app/contact.ts";
import type { BareJid } from "../../../app/jid.ts";
import type { Show } from "../../../app/presence.ts";
import type { Picture } from "./picture/draw.ts";

/** A way somebody is around at one of their devices. */
export interface Mood {
  readonly device: string;
  readonly show: Show;
  readonly status: string;
}

/** What somebody does when the demo's account asks to see their status; `silence` leaves the question open. */
export type Answer = "accept" | "deny" | "silence";

/** Somebody of the cast. How the account lists them is only one side: some are on no list, and only ask. */
export interface Person {
  /** In comparison form, which is also how it is sent. */
  readonly address: BareJid;
  /** How the account lists them; null: not at all. */
  readonly listed: Listing | null;
  /** Where they are when the demo opens; nowhere means they are away. */
  readonly opening: readonly Mood[];
  /** How they are later, one after the other and then from the start again; "gone" ends all their devices. */
  readonly later: readonly (Mood | "gone")[];
  readonly answer: Answer;
  /** What they say when they ask for the account's status again after it was taken from them; null: they let it be. */
  readonly plea: string | null;
  readonly picture: Picture | null;
}

export interface Listing {
  /** Empty: the account gave them none. */
  readonly name: string;
  readonly groups: readonly string[];
  readonly subscription: Subscription;
  /** The account's request waits for their answer. */
  readonly ask: boolean;
  readonly isBlocked: boolean;
}

/** Somebody at whom the list looks from one side may look back from the other (RFC 6121 A.1). */
export function seenFromTheirs(subscription: Subscription): Subscription {
  if (subscription === "to") return "from";
  return subscription === "from" ? "to" : subscription;
}
