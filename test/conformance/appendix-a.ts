/*
 * RFC 6121 Appendix A, read from its text: nine states (A.1), what the person's own server does with what they send (A.2),
 * and with what comes from the contact (A.3). Written for the tests; it shares no code with Kith or the demo's server.
 */

export const types = ["subscribe", "subscribed", "unsubscribe", "unsubscribed"] as const;
export type Type = (typeof types)[number];

/** A.1. `N` none, `T` to, `F` from, `B` both; `o`: our request is pending, `i`: theirs is. */
export const states = ["N", "No", "Ni", "Noi", "T", "Ti", "F", "Fo", "B"] as const;
export type State = (typeof states)[number];

/** Where a state changes. Everywhere else the tables say "no state change". */
type Changes = Partial<Readonly<Record<State, State>>>;

/** Tables 2 to 5. `routed`: where it says MUST, and not where it says MUST NOT or SHOULD NOT. */
const outbound: Readonly<Record<Type, { readonly routed: readonly State[]; readonly changes: Changes }>> = {
  subscribe: { routed: states, changes: { N: "No", Ni: "Noi", F: "Fo" } },
  unsubscribe: { routed: states, changes: { No: "N", Noi: "Ni", T: "N", Ti: "Ni", Fo: "F", B: "F" } },
  subscribed: { routed: ["Ni", "Noi", "Ti"], changes: { Ni: "F", Noi: "Fo", Ti: "B" } },
  unsubscribed: {
    routed: ["Ni", "Noi", "Ti", "F", "Fo", "B"],
    changes: { Ni: "N", Noi: "No", Ti: "T", F: "N", Fo: "No", B: "T" },
  },
};

/** Tables 6 to 9. A stanza is delivered exactly where it changes the state. */
const inbound: Readonly<Record<Type, Changes>> = {
  subscribe: { N: "Ni", No: "Noi", T: "Ti" },
  unsubscribe: { Ni: "N", Noi: "No", Ti: "T", F: "N", Fo: "No", B: "T" },
  subscribed: { No: "T", Noi: "Ti", Fo: "B" },
  unsubscribed: { No: "N", Noi: "Ni", T: "N", Ti: "Ni", Fo: "F", B: "F" },
};

/** The next state if the person has approved in advance and is asked (3.4.2). */
const approved: Changes = { N: "F", No: "Fo", T: "B" };

/**
 * All excused deviations, by server. Each is the smallest one that explains what the server does, and a named test shows that the
 * server still does it.
 */
export const excuses = {
  /** 3.4.2: `unsubscribed` cancels an approval in advance. Here it stays until the item is set or removed. */
  "approval outlives unsubscribed": "prosody",
  /** A.3.2: the withdrawal of a request is delivered. Here nobody is told in "None + Pending In": the request is still shown. */
  "withdrawal is not told": "ejabberd",
  /** Table 4, "To": `subscribed` without a request is neither routed nor believed (Table 8, "From"). Here both are "Both" then. */
  "unasked subscribed makes both": "ejabberd",
  /** A.1, state 3, and 3.3: an item is kept beside a request, and its changes are pushed. Here it is hidden until it changes again. */
  "what falls to none beside a request is not pushed": "ejabberd",
  /** 2.5 says nothing of a request that waits when its contact is removed. Here it is forgotten, and nobody is told. */
  "removal forgets a request": "ejabberd",
} as const;
export type Excuse = keyof typeof excuses;

/** One of the two, as their own server keeps the other. */
export interface Side {
  state: State;
  /** Whether there is a roster item for the other. */
  isListed: boolean;
  /** 3.4: requests of the other are granted at once. */
  hasApproved: boolean;
  /** The state that the person's clients know: the latest, except for excused deviations. */
  told: State;
  /** A request that is still shown although it is gone, because nobody was told. */
  isUntold: boolean;
}

/** What a client that is told what the tables say shows of the other (A.1). */
export interface Shown {
  readonly subscription: "none" | "to" | "from" | "both";
  readonly ask: boolean;
  readonly hasRequest: boolean;
  readonly isListed: boolean;
}

/** What RFC 6121 leaves to a server, and what is excused of it. */
export interface ServerTraits {
  /** 3.4: pre-approval is optional. */
  readonly offersPreApproval: boolean;
  readonly excuses: readonly Excuse[];
}

/** Two people whose servers follow the tables, each of which keeps a state of its own. */
export class Pair {
  readonly person = newSide();
  readonly contact = newSide();
  /** The excuses without which this pair would now be another. */
  readonly excused = new Set<Excuse>();
  readonly #traits: ServerTraits;

  constructor(traits: ServerTraits) {
    this.#traits = traits;
  }

  shown({ state, told, isListed, isUntold }: Side): Shown {
    const subscription = ({ N: "none", T: "to", F: "from", B: "both" } as const)[mainState(told)];
    return { subscription, ask: told.includes("o"), hasRequest: state.includes("i") || isUntold, isListed };
  }

  /** One of them sends a subscription stanza. */
  send(from: Side, type: Type): void {
    const { routed, changes } = outbound[type];
    const isRouted = routed.includes(from.state);
    if (type === "subscribed" || type === "unsubscribed") from.isUntold = false;
    if (type === "subscribed" && from.state === "T" && this.#excuses("unasked subscribed makes both")) {
      this.#become(from, "B");
      this.#become(this.#other(from), "B");
      return;
    }
    // A.2.3 and A.2.4, note 1.
    if (type === "subscribed" && approved[from.state] !== undefined && this.#traits.offersPreApproval) {
      from.hasApproved = true;
      from.isListed = true;
    }
    const isCancelled = type === "unsubscribed" && from.hasApproved;
    if (isCancelled && !this.#excuses("approval outlives unsubscribed")) from.hasApproved = false;
    this.#become(from, changes[from.state]);
    if (isRouted) this.#receive(this.#other(from), type);
  }

  /** A roster set of the other, which is no more than that (2.3). */
  list(side: Side): void {
    side.isListed = true;
  }

  /** 2.5.2: the server sends what ends either subscription. A request that waits is none, and goes on waiting. */
  remove(side: Side): void {
    const main = mainState(side.state);
    const isAsked = side.state.includes("i");
    if (isAsked && this.#excuses("removal forgets a request")) side.isUntold = true;
    side.state = isAsked && !side.isUntold ? "Ni" : "N";
    side.told = "N";
    side.isListed = false;
    side.hasApproved = false;
    if (main === "T" || main === "B") this.#receive(this.#other(side), "unsubscribe");
    if (main === "F" || main === "B") this.#receive(this.#other(side), "unsubscribed");
  }

  #receive(at: Side, type: Type): void {
    const sender = this.#other(at);
    if (type === "subscribe") {
      const isGranted = mainState(at.state) === "F" || at.state === "B";
      const granted = at.hasApproved ? approved[at.state] : undefined;
      // A.3.1, notes 1 and 2.
      if (isGranted || granted !== undefined) {
        this.#become(at, granted);
        this.#receive(sender, "subscribed");
        return;
      }
    }
    if (type === "unsubscribe" && at.state === "Ni" && this.#excuses("withdrawal is not told"))
      at.isUntold = true;
    const next = inbound[type][at.state];
    this.#become(at, next);
    // A.3.2, note 1.
    if (type === "unsubscribe" && next !== undefined) this.#receive(sender, "unsubscribed");
  }

  #become(side: Side, next: State | undefined): void {
    if (next === undefined) return;
    const isNone = next === "Ni" || (side.state === "Ni" && next === "N");
    const isHidden = isNone && side.told !== "N" && side.told !== "Ni";
    side.state = next;
    if (!isHidden || !this.#excuses("what falls to none beside a request is not pushed")) side.told = next;
    // A.1, state 3: a request that waits makes no item; whatever else is not "None" has one.
    if (next !== "N" && next !== "Ni") side.isListed = true;
    // Somebody who may see us has no open request, told or not.
    if (mainState(next) === "F" || next === "B") side.isUntold = false;
  }

  #excuses(excuse: Excuse): boolean {
    const isExcused = this.#traits.excuses.includes(excuse);
    if (isExcused) this.excused.add(excuse);
    return isExcused;
  }

  #other(side: Side): Side {
    return side === this.person ? this.contact : this.person;
  }
}

function newSide(): Side {
  return { state: "N", told: "N", isListed: false, hasApproved: false, isUntold: false };
}

function mainState(state: State): "N" | "T" | "F" | "B" {
  return state.charAt(0) as "N" | "T" | "F" | "B";
}
