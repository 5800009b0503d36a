import { isSameItem, type Contact, type Item } from "../../app/contact.ts";
import type { Delta, Edit } from "../../app/edit.ts";
import type { Trial } from "./line.ts";
import type { SendPlan } from "./plan.ts";

/** One set in flight, and what the server has sent about its contact meanwhile. */
export interface Flight {
  readonly edit: Edit;
  /** The edit's deltas, without those that yielded to another device's newer change. */
  readonly deltas: readonly Delta[];
  /** The contact from which the item was computed; null if they were not on the list. */
  readonly before: Item | null;
  /** The item as it was sent; null for a removal. */
  readonly sent: Item | null;
  readonly trial: Trial;
  /** The item of the latest push, null for a removal; undefined before any push. */
  latest: Item | null | undefined;
  /** The contact as another device left it before the server read our set: the push before ours. */
  theirs: Item | null | undefined;
  /** The item that the server pushed for our set, null for a removal; undefined before that. */
  written: Item | null | undefined;
  /** Whether the push of our set has arrived: some servers send it before the result, some after. */
  isPushed: boolean;
  /** Limits the wait for the push after the result, because some servers push nothing. */
  timer: NodeJS.Timeout | undefined;
}

export function makeFlight(edit: Edit, plan: SendPlan): Flight {
  const { deltas, before, sent } = plan;
  return {
    edit,
    deltas,
    before,
    sent,
    trial: trialOf(plan),
    latest: undefined,
    theirs: undefined,
    written: undefined,
    isPushed: false,
    timer: undefined,
  };
}

/** What to store about a set in case it is never answered. */
export function trialOf({ before, sent, contact }: SendPlan): Trial {
  const isRemoval = sent === null && contact !== undefined;
  return isRemoval ? { before, sent, subscription: contact.subscription } : { before, sent };
}

/** Handles a push about the contact, null for a removal. True if it is the push of our own set. */
export function seePush(flight: Flight, now: Contact | null): boolean {
  const isAccepted = flight.timer !== undefined;
  // The first push after the result is ours, even if the server stored something else than we sent.
  const isOurs = isAsSent(flight, now) || (isAccepted && !flight.isPushed);
  if (isOurs) {
    flight.isPushed = true;
    flight.theirs = flight.latest;
    flight.written = now;
  }
  flight.latest = now;
  return isOurs;
}

/** Whether a push shows what we sent. If we added somebody, an item with a subscription or a request is another device's. */
function isAsSent({ before, sent }: Flight, now: Contact | null): boolean {
  const isAdded = before === null && now !== null;
  return isSame(now, sent) && !(isAdded && (now.subscription !== "none" || now.ask));
}

/** Whether both are the same item, or both are null. */
export function isSame(a: Item | null | undefined, b: Item | null): boolean {
  return !a || !b ? !a && !b : isSameItem(a, b);
}
