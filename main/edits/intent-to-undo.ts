import type { Kept, UndoAnswer, Undoable } from "../../app/batch.ts";
import { reverseOf } from "../../app/change.ts";
import type { Item } from "../../app/contact.ts";
import { applyDeltas, type Edit } from "../../app/edit.ts";
import type { BareJid } from "../../app/jid.ts";
import type { AccountModel } from "../roster/model.ts";
import { batchIntent } from "./batch-intent.ts";
import { effectOf, inverseOf, joinEffects } from "./effect.ts";
import type { Effect, TakenEdit } from "./line.ts";
import { projectedItems } from "./projected.ts";
import { takenEdit, type Intent } from "./intents.ts";

/**
 * The edits of an undo or redo: the reverse of everything that a batch changed (`effects`), as far as it is still in
 * effect. Its edits that were not sent (`open`) are dropped instead; `unsent` is what dropping them changes.
 */
export function intentToUndo(
  model: AccountModel,
  undone: Undoable,
  open: readonly Edit[],
  effects: readonly Effect[],
): { readonly intent: Intent; readonly unsent: Effect[] } & Pick<UndoAnswer, "kept" | "mustAsk"> {
  const batch = batchIntent(reverseOf(undone.change), null, undone.batch);
  const items = withoutEdits(model, open);
  const kept: Kept[] = [];
  const mustAsk: BareJid[] = [];
  const edits: TakenEdit[] = [];
  for (const effect of onePerPerson(effects)) {
    const inverse = inverseOf(effect, items.get(effect.bareJid));
    if (inverse.kept !== null) kept.push({ contact: effect.bareJid, why: inverse.kept });
    if (inverse.kind === "nothing") continue;
    if (inverse.kind === "add") mustAsk.push(effect.bareJid);
    const { address } = effect;
    edits.push({
      ...takenEdit(model, effect.bareJid, inverse.kind, inverse.deltas, { address, yields: true }),
      // Not `contact-gone`: somebody whose addition is still in flight is not on the list yet.
      why: null,
    });
  }
  return {
    intent: { batch, edits },
    unsent: open.flatMap((edit) => effectOfDrop(model, edit)),
    kept,
    mustAsk,
  };
}

/** Joins the effects of several edits on one person, so that one edit reverts them. */
function onePerPerson(effects: readonly Effect[]): Effect[] {
  const joined = new Map<BareJid, Effect | undefined>();
  for (const effect of effects)
    joined.set(effect.bareJid, joinEffects(joined.get(effect.bareJid), effect) ?? undefined);
  return [...joined.values()].filter((effect) => effect !== undefined);
}

/** What the list will be when these edits are dropped and the others are confirmed. */
function withoutEdits(model: AccountModel, dropped: readonly Edit[]): Map<BareJid, Item> {
  const gone = new Set(dropped.map(({ id }) => id));
  return projectedItems({
    contacts: model.contacts,
    edits: new Map([...model.edits].filter(([id]) => !gone.has(id))),
  });
}

/** Dropping an edit before it is sent has an effect too, so that a redo can make the change after all. */
function effectOfDrop(model: AccountModel, edit: Edit): Effect[] {
  if (edit.state === "refused" || edit.kind === "ask") return [];
  const contact = model.contacts.get(edit.bareJid);
  const wanted =
    edit.kind === "remove" ? null : applyDeltas(contact ?? { name: "", groups: [] }, edit.deltas);
  const effect = effectOf(edit, wanted, contact ?? null);
  return effect === null ? [] : [effect];
}
