import { expect, test } from "vitest";
import {
  inbound,
  outbound,
  subscriptionStates,
  subscriptionTypes,
  type SubscriptionState,
  type SubscriptionType,
} from "../../../../../main/demo/server/subscription-states.ts";

/** The same tables told as sentences about four facts, from which each cell follows. */
interface Facts {
  to: boolean;
  from: boolean;
  out: boolean;
  in: boolean;
}

function factsOf(state: SubscriptionState): Facts {
  return {
    to: /^(to|both)/.test(state),
    from: /^(from|both)/.test(state),
    out: state.includes("+out"),
    in: state.includes("+in"),
  };
}

function nameOf({ to, from, out, in: waits }: Facts): string {
  const base = to && from ? "both" : to ? "to" : from ? "from" : "none";
  return `${base}${out ? "+out" : ""}${waits ? "+in" : ""}`;
}

const sent: Record<SubscriptionType, (facts: Facts) => [Facts, boolean]> = {
  subscribe: (facts) => [{ ...facts, out: !facts.to }, true],
  unsubscribe: (facts) => [{ ...facts, to: false, out: false }, true],
  subscribed: (facts) => [{ ...facts, from: facts.from || facts.in, in: false }, facts.in],
  unsubscribed: (facts) => [{ ...facts, from: false, in: false }, facts.from || facts.in],
};
const received: Record<SubscriptionType, (facts: Facts) => [Facts, boolean]> = {
  subscribe: (facts) => [{ ...facts, in: !facts.from }, !facts.from && !facts.in],
  unsubscribe: (facts) => [{ ...facts, from: false, in: false }, facts.from || facts.in],
  subscribed: (facts) => [{ ...facts, to: facts.to || facts.out, out: false }, facts.out],
  unsubscribed: (facts) => [{ ...facts, to: false, out: false }, facts.to || facts.out],
};

test.for(subscriptionTypes)("[M5] %s does in each of the nine states what the facts make of it", (type) => {
  for (const state of subscriptionStates) {
    for (const [table, rule] of [
      [outbound, sent],
      [inbound, received],
    ] as const) {
      const [facts, isPassedOn] = rule[type](factsOf(state));
      expect({ state, ...table[type][state] }).toEqual({ state, isPassedOn, next: nameOf(facts) });
    }
  }
});
