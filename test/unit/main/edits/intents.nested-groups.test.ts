import fc from "fast-check";
import { expect, test } from "vitest";
import { applyDeltas } from "../../../../app/edit.ts";
import { usableDelimiter } from "../../../../app/group-path.ts";
import { regroupingOf } from "../../../../app/follow-groups.ts";
import type { BareJid } from "../../../../app/jid.ts";
import { intentForGroup } from "../../../../main/edits/intents.ts";
import { contact, createModel, onlineFacts } from "../../../support/account-model.ts";

const delimiters = ["::", ":", "e", "ee", "я", "\u0301", " / ", "😀", ".", "$&"];

/** Names with delimiters at the start, at the end, twice in a row and alone, and one that is empty. */
const names = (delimiter: string) =>
  fc
    .array(fc.constantFrom("A", "B", "e", "Coll", " ", delimiter, delimiter), { maxLength: 5 })
    .map((parts) => parts.join(""));

const lists = fc.constantFrom(...delimiters).chain((delimiter) =>
  fc.record({
    delimiter: fc.constant(delimiter),
    people: fc.array(fc.uniqueArray(names(delimiter), { maxLength: 4 }), { minLength: 1, maxLength: 5 }),
    from: names(delimiter),
    to: fc.option(names(delimiter)),
    isMerge: fc.boolean(),
  }),
);

test("[E7] [R20] whatever divides groups, renaming, merging or deleting one changes it and what is nested in it, and no other", () => {
  fc.assert(
    fc.property(lists, ({ delimiter: kept, people, from, to, isMerge }) => {
      const delimiter = usableDelimiter(kept);
      const { model } = createModel({ ...onlineFacts, delimiter });
      people.forEach((groups, index) => {
        model.putContact(contact(`p${String(index)}@example.net` as BareJid, { groups }));
      });
      const intent = intentForGroup(model, from, to, to === null || isMerge);
      if (!intent.ok) return;
      const target = regroupingOf(intent.value.batch.change)?.to ?? null;
      for (const { bareJid, deltas } of intent.value.edits) {
        const before = model.contacts.get(bareJid)?.groups ?? [];
        const after = applyDeltas({ name: "", groups: before }, deltas).groups;
        const isIts = (group: string) =>
          group === from || (delimiter !== "" && group.startsWith(from + delimiter));
        expect(before.filter((group) => !isIts(group) && !after.includes(group))).toEqual([]);
        const renamed = before.filter(isIts).map((group) => `${target ?? ""}${group.slice(from.length)}`);
        for (const group of after)
          expect(before.includes(group) || (target !== null && renamed.includes(group))).toBe(true);
      }
    }),
    { numRuns: 2_000 },
  );
});
