import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Excuse, excuses, type State, states, types } from "./appendix-a.ts";
import { acts, AppendixGround, type Step } from "./appendix-a-ground.ts";
import { onEveryServer } from "./on-every-server.ts";

/*
 * What Kith shows of a contact against the tables of RFC 6121 Appendix A. A failure prints its seed and its steps; add
 * the steps as a named test.
 *
 *   KITH_MODEL_RUNS=500 KITH_MODEL_SEED=42 npm test conformance -- appendix-a
 */
const runs = Number(process.env["KITH_MODEL_RUNS"] ?? 25);
const seed = Number(process.env["KITH_MODEL_SEED"] ?? Date.now() % 2 ** 31);
const stepsPerRun = 12;

const kith = (act: (typeof acts)[number]): Step => ({ kith: act });
const contact = (type: (typeof types)[number]): Step => ({ contact: type });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...acts).map(kith) },
  { weight: 1, arbitrary: fc.constantFrom(...types).map(contact) },
);

/** How a contact on the list comes to each of the nine states. */
const ways: Readonly<Record<State, readonly Step[]>> = {
  N: [kith("add")],
  No: [kith("add-and-ask")],
  Ni: [kith("add"), contact("subscribe")],
  Noi: [kith("add-and-ask"), contact("subscribe")],
  T: [kith("add-and-ask"), contact("subscribed")],
  Ti: [kith("add-and-ask"), contact("subscribed"), contact("subscribe")],
  F: [contact("subscribe"), kith("accept")],
  Fo: [contact("subscribe"), kith("accept"), kith("ask")],
  B: [kith("add-and-ask"), contact("subscribed"), contact("subscribe"), kith("accept")],
};

onEveryServer("Appendix A", (ground) => {
  let appendix: AppendixGround;
  beforeAll(async () => {
    appendix = await AppendixGround.start(ground);
  });
  afterAll(() => appendix.close());

  test.for(states)(
    "[S11] in state %s, each stanza of ours and of theirs leads where its table says",
    { timeout: 60_000 },
    async (state) => {
      const all = [...acts.map(kith), ...types.map(contact)];
      expect((await appendix.play(ways[state])).person.state).toBe(state);
      for (const one of all) await appendix.play([...ways[state], one]);
    },
  );

  test(
    "[S11] whatever the two do, Kith shows the state that the tables say",
    async () => {
      let played = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: stepsPerRun, maxLength: stepsPerRun }),
          async (steps) => {
            await appendix.play(steps);
            played += 1;
          },
        ),
        // A smaller sequence of another contact would take as long again: the steps are printed instead.
        { numRuns: runs, seed, endOnFailure: true },
      );
      expect(played).toBe(runs);
    },
    60_000 + runs * 10_000,
  );

  test.for<[Excuse, readonly Step[]]>([
    ["approval outlives unsubscribed", [contact("subscribed"), contact("unsubscribed"), kith("add-and-ask")]],
    ["withdrawal is not told", [contact("subscribe"), contact("unsubscribe"), kith("deny")]],
    ["unasked subscribed makes both", [contact("subscribe"), kith("accept"), contact("subscribed")]],
    [
      "what falls to none beside a request is not pushed",
      [kith("add-and-ask"), contact("subscribe"), kith("withdraw")],
    ],
    ["removal forgets a request", [kith("add"), contact("subscribe"), kith("remove"), kith("accept")]],
  ])("[S11] %s on the server that is excused for it, and on no other", async ([excuse, steps]) => {
    const { excused } = await appendix.play(steps);
    expect([...excused]).toEqual(excuses[excuse] === ground.server().kind ? [excuse] : []);
  });

  test("[S11] [S8] not sharing with somebody whose request waits denies it", async () => {
    const { person } = await appendix.play([kith("add"), contact("subscribe"), kith("stop-sharing")]);
    expect(person.state).toBe("N");
  });
});
