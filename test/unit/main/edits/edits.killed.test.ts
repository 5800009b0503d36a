import fc from "fast-check";
import { expect, test } from "vitest";
import type { Contact } from "../../../../app/contact.ts";
import type { Delta } from "../../../../app/edit.ts";
import type { BareJid } from "../../../../app/jid.ts";
import { ok } from "../../../../app/result.ts";
import { intentToEdit } from "../../../../main/edits/intents.ts";
import { contact, nurse, romeo } from "../../../support/account-model.ts";
import { editsGround, type EditsGround } from "../../../support/edits-ground.ts";
import { FakeStream, type OpenRequest, settled } from "../../../support/fake-stream.ts";

const people = [romeo, nurse, "paris@example.net" as BareJid];
const verona = people.map((one) => contact(one, { name: one, groups: ["Verona"], subscription: "both" }));

const step = fc.oneof(
  fc.record({
    do: fc.constant("change" as const),
    who: fc.subarray(people, { minLength: 1 }),
    isRename: fc.boolean(),
  }),
  fc.record({ do: fc.constant("serve" as const), sets: fc.integer({ min: 1, max: 4 }) }),
  fc.constant({ do: "refuse" as const }),
  // The stream is lost, and so many of the sets on their way have reached the server.
  fc.record({ do: fc.constant("lose" as const), arrived: fc.nat(3) }),
);

/** What the server makes of a set. */
function read({ iq }: OpenRequest, server: Map<BareJid, Contact>): Contact {
  const item = iq.getChild("query")?.getChild("item");
  const bareJid = item?.attrs["jid"] as BareJid;
  const groups = item?.getChildren("group").map((group) => group.getText()) ?? [];
  const made = { ...contact(bareJid), ...server.get(bareJid), name: item?.attrs["name"] ?? "", groups };
  server.set(bareJid, made);
  return made;
}

test("[E2] [E5] killed after any write, Kith makes every change that it said it had taken, once, and can undo it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 10 }), async (steps) => {
      const ground = editsGround(verona);
      const { edits, model, lines } = ground;
      let { stream } = ground;
      const server = new Map<BareJid, Contact>(model.contacts);
      /** What the server had when each line was written. */
      const servers: Contact[][] = [];
      const push = lines.push.bind(lines);
      lines.push = (...more) => {
        servers.push([...server.values()]);
        return push(...more);
      };
      /** What was taken, and how many lines there were then. */
      const taken: { readonly who: BareJid; readonly delta: Delta; readonly at: number }[] = [];
      const refused = new Set<BareJid>();
      for (const [count, one] of steps.entries()) {
        if (one.do === "change") {
          const delta: Delta = one.isRename
            ? { do: "rename", name: `Name ${count}` }
            : { do: "join", group: `Group ${count}` };
          await edits.take(() => ok(intentToEdit(model, one.who, [delta], null)));
          for (const who of one.who) taken.push({ who, delta, at: lines.length });
        } else if (one.do === "serve") {
          for (let sets = 0; sets < one.sets && stream.open.length > 0; sets += 1) {
            const set = stream.next;
            const made = read(set, server);
            ground.push(made.bareJid, made);
            await set.answer(`<iq type="result" id="x"/>`);
          }
        } else if (one.do === "refuse" && stream.open.length > 0) {
          refused.add(stream.next.iq.getChild("query")?.getChild("item")?.attrs["jid"] as BareJid);
          await stream.next.refuse("not-allowed");
        } else if (one.do === "lose") {
          for (const set of stream.open.slice(0, one.arrived)) read(set, server);
          edits.suspend();
          stream.fail("connection-lost");
          await settled();
          edits.startFresh();
          for (const known of server.values()) model.putContact(known);
          stream = new FakeStream();
          edits.resume(stream);
        }
        await settled();
      }
      servers.push([...server.values()]);
      for (let kept = 1; kept <= lines.length; kept += 1)
        // The server may have accepted something since the last line was written.
        for (const then of [servers[kept - 1] ?? [], servers[kept] ?? []]) {
          const before = JSON.parse(JSON.stringify(lines.slice(0, kept))) as EditsGround["lines"];
          const again = editsGround(then, before);
          await again.serve();
          for (const who of people) {
            if (refused.has(who)) continue;
            const mine = taken.filter((one) => one.who === who && one.at <= kept).map(({ delta }) => delta);
            const name = mine.findLast((delta) => delta.do === "rename")?.name ?? who;
            const groups = mine.flatMap((delta) => (delta.do === "join" ? [delta.group] : []));
            expect(again.roster()[who]).toMatchObject({
              groups: expect.arrayContaining(["Verona", ...groups]),
            });
            const isCounted = taken.every(
              (one) => one.who !== who || one.at <= kept || one.delta.do === "join",
            );
            if (isCounted) expect(again.roster()[who]?.name).toBe(name);
          }
          // Nobody else has changed anything.
          const codes = [...again.model.merges.values()].flatMap((merge) =>
            merge.lines.map(({ code }) => code),
          );
          expect(codes).toEqual([]);
          // All that took effect is known as ours, so it can be undone.
          while ((await again.edits.undo(null)).ok) await again.serve();
          for (const who of people)
            if (!refused.has(who)) expect(again.roster()[who]).toEqual({ name: who, groups: ["Verona"] });
          again.edits.close();
        }
    }),
    { numRuns: 60 },
  );
}, 60_000);
