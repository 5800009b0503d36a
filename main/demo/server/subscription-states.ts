/**
 * The subscription state of one contact, as the person's own server sees it (RFC 6121 A.1). `out`: our request is
 * pending; `in`: theirs is.
 */
export const subscriptionStates = [
  "none",
  "none+out",
  "none+in",
  "none+out+in",
  "to",
  "to+in",
  "from",
  "from+out",
  "both",
] as const;
export type SubscriptionState = (typeof subscriptionStates)[number];

export const subscriptionTypes = ["subscribe", "subscribed", "unsubscribe", "unsubscribed"] as const;
export type SubscriptionType = (typeof subscriptionTypes)[number];

/** What a stanza does: whether it is passed on, and the state afterwards. */
export interface Transition {
  readonly isPassedOn: boolean;
  readonly next: SubscriptionState;
}

type Table = Readonly<Record<SubscriptionType, Readonly<Record<SubscriptionState, Transition>>>>;

const pass = (next: SubscriptionState): Transition => ({ isPassedOn: true, next });
const hold = (next: SubscriptionState): Transition => ({ isPassedOn: false, next });

/** RFC 6121 A.2: the person sends one; passed on means routed to the contact. Pre-approval (3.4) is not offered. */
export const outbound: Table = {
  subscribe: {
    none: pass("none+out"),
    "none+out": pass("none+out"),
    "none+in": pass("none+out+in"),
    "none+out+in": pass("none+out+in"),
    to: pass("to"),
    "to+in": pass("to+in"),
    from: pass("from+out"),
    "from+out": pass("from+out"),
    both: pass("both"),
  },
  unsubscribe: {
    none: pass("none"),
    "none+out": pass("none"),
    "none+in": pass("none+in"),
    "none+out+in": pass("none+in"),
    to: pass("none"),
    "to+in": pass("none+in"),
    from: pass("from"),
    "from+out": pass("from"),
    both: pass("from"),
  },
  subscribed: {
    none: hold("none"),
    "none+out": hold("none+out"),
    "none+in": pass("from"),
    "none+out+in": pass("from+out"),
    to: hold("to"),
    "to+in": pass("both"),
    from: hold("from"),
    "from+out": hold("from+out"),
    both: hold("both"),
  },
  unsubscribed: {
    none: hold("none"),
    "none+out": hold("none+out"),
    "none+in": pass("none"),
    "none+out+in": pass("none+out"),
    to: hold("to"),
    "to+in": pass("to"),
    from: pass("none"),
    "from+out": pass("none+out"),
    both: pass("to"),
  },
};

/** RFC 6121 A.3: the contact sends one; passed on means delivered to the person's resources. */
export const inbound: Table = {
  subscribe: {
    none: pass("none+in"),
    "none+out": pass("none+out+in"),
    "none+in": hold("none+in"),
    "none+out+in": hold("none+out+in"),
    to: pass("to+in"),
    "to+in": hold("to+in"),
    from: hold("from"),
    "from+out": hold("from+out"),
    both: hold("both"),
  },
  unsubscribe: {
    none: hold("none"),
    "none+out": hold("none+out"),
    "none+in": pass("none"),
    "none+out+in": pass("none+out"),
    to: hold("to"),
    "to+in": pass("to"),
    from: pass("none"),
    "from+out": pass("none+out"),
    both: pass("to"),
  },
  subscribed: {
    none: hold("none"),
    "none+out": pass("to"),
    "none+in": hold("none+in"),
    "none+out+in": pass("to+in"),
    to: hold("to"),
    "to+in": hold("to+in"),
    from: hold("from"),
    "from+out": pass("both"),
    both: hold("both"),
  },
  unsubscribed: {
    none: hold("none"),
    "none+out": pass("none"),
    "none+in": hold("none+in"),
    "none+out+in": pass("none+in"),
    to: pass("none"),
    "to+in": pass("none+in"),
    from: hold("from"),
    "from+out": pass("from"),
    both: pass("from"),
  },
};

/** They may see the person: a request of theirs is answered by the server itself (RFC 6121 3.1.3, the note on A.3.1). */
export function isShared(state: SubscriptionState): boolean {
  return state === "from" || state === "from+out" || state === "both";
}

/** The person may see them. */
export function isSeen(state: SubscriptionState): boolean {
  return state === "to" || state === "to+in" || state === "both";
}

/** Our request is pending. */
export function isAsked(state: SubscriptionState): boolean {
  return state === "none+out" || state === "none+out+in" || state === "from+out";
}
