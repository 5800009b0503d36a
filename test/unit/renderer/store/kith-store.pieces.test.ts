import fc from "fast-check";
import { expect, test } from "vitest";
import type { Bridge } from "../../../../app/contract.ts";
import type { BareJid } from "../../../../app/jid.ts";
import type { Patch } from "../../../../app/patch.ts";
import { ok } from "../../../../app/result.ts";
import { Publisher } from "../../../../main/publish/publisher.ts";
import { createKithStore } from "../../../../renderer/store/kith-store.ts";
import { account, contact, onlineFacts } from "../../../support/account-model.ts";
import { handClock } from "../../../support/hand-clock.ts";

/* A page that reads a snapshot piece by piece while the list changes. */

const person = (index: number) => `friend${index}@example.net` as BareJid;
const act = fc.record({
  do: fc.constantFrom("put", "remove", "come", "go", "leave-and-return", "lose-patches"),
  who: fc.nat(30),
  text: fc.string({ maxLength: 4 }),
});

test("[X5] however the list changes between the pieces of a snapshot, the page ends with the current list", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(act, { maxLength: 5 }), { maxLength: 30 }), async (rounds) => {
      const clock = handClock();
      const publisher = new Publisher(clock, 600);
      const model = publisher.add(account, onlineFacts);
      for (let index = 0; index < 20; index += 1) model.putContact(contact(person(index)));
      let taken = 0;
      let pieces = 0;
      let isDeaf = false;
      const happen = (round: number) => {
        for (const { do: what, who, text } of rounds[round] ?? []) {
          const bareJid = person(who);
          if (what === "put") model.putContact(contact(bareJid, { name: text }));
          else if (what === "remove") model.removeContact(bareJid);
          else if (what === "come")
            model.putPresence(bareJid, { resource: "r", show: "away", status: text, priority: 0 });
          else if (what === "go") model.removePresence(bareJid, "");
          else if (what === "lose-patches") isDeaf = true;
          else {
            publisher.remove(account);
            publisher.bringBack(model);
          }
          clock.turn(300);
          publisher.flush();
          isDeaf = false;
        }
      };
      const bridge: Bridge = {
        call: (async (name: string, input: { more?: number }) => {
          happen(taken++);
          if (name === "snapshot") return ok({ ...publisher.snapshot(), version: "0" });
          pieces += 1;
          return ok(publisher.moreOfSnapshot(input.more ?? -1));
        }) as Bridge["call"],
        onPatch: (listener) =>
          publisher.onPatch((patch) => {
            if (!isDeaf) listener(JSON.parse(JSON.stringify(patch)) as Patch);
          }),
        onConnected: (listener) => {
          listener("up");
          return () => undefined;
        },
        onMenu: () => () => undefined,
      };
      const store = createKithStore(bridge, {
        collator: new Intl.Collator("en"),
        nextFrame: (draw) => draw(),
      });
      while (!store.getState().isLoaded || taken < rounds.length) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        if (store.getState().isLoaded) happen(taken++);
      }
      // The last value of buffered patches and of lost ones.
      clock.turn(5_000);
      model.setFact("delimiter", "::");
      publisher.flush();
      await new Promise<void>((resolve) => setImmediate(resolve));
      await new Promise<void>((resolve) => setImmediate(resolve));
      expect(pieces).toBeGreaterThan(0);
      const [view] = store.getState().accounts;
      const shown = view?.people
        .sorted()
        .map(({ contact: { bareJid, name }, resources }) => ({ bareJid, name, resources }));
      const expected = [...model.contacts.values()].map(({ bareJid, name }) => ({
        bareJid,
        name,
        resources: model.resourcesOf(bareJid),
      }));
      const byKey = (a: { bareJid: string }, b: { bareJid: string }) => (a.bareJid < b.bareJid ? -1 : 1);
      expect(shown?.toSorted(byKey)).toEqual(expected.toSorted(byKey));
      store.close();
    }),
    { numRuns: 300 },
  );
}, 60_000);
