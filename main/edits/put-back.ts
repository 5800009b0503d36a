import { applyDeltas, deltasBetween, type Delta, type Edit } from "../../app/edit.ts";
import type { Item } from "../../app/contact.ts";
import type { BareJid } from "../../app/jid.ts";
import type { MergeLine } from "../../app/merge.ts";
import { fail, ok, type Result } from "../../app/result.ts";
import type { AccountModel } from "../roster/model.ts";
import { nobody } from "./crossing.ts";
import { batchIntent } from "./batch-intent.ts";
import { takenEdit, type Intent, intentToEdit } from "./intents.ts";

/** The change that a merge line says was lost, as an edit of the current contact. `bad-command` if nothing was lost. */
export function intentToPutBack(
  model: AccountModel,
  bareJid: BareJid,
  { lost }: Pick<MergeLine, "lost">,
): Result<Intent & { readonly isRemoval: boolean }> {
  if (lost.length === 0) return fail("bad-command");
  if (lost.some(({ do: act }) => act === "remove")) {
    const edit = takenEdit(model, bareJid, "remove", []);
    return ok({ batch: batchIntent({ kind: "remove" }), edits: [edit], isRemoval: true });
  }
  const deltas = lost.filter((one): one is Delta => one.do !== "remove");
  const intent = intentToEdit(model, [bareJid], deltas, null);
  const why = intent.edits[0]?.why ?? null;
  return why === null ? ok({ ...intent, isRemoval: false }) : { ok: false, failure: why };
}

/**
 * Adds a contact that was removed before its edit was sent, as the edit would have left it. This does not ask to see their
 * status: that is a separate choice. `base` is the contact at the time of the edit.
 */
export function intentToAddAgain(
  model: AccountModel,
  { bareJid, address, deltas }: Pick<Edit, "bareJid" | "address" | "deltas">,
  base: Item | null,
): Intent {
  const again = deltasBetween(nobody, applyDeltas(base ?? nobody, deltas));
  return {
    batch: batchIntent({ kind: "add" }),
    edits: [takenEdit(model, bareJid, "add", again, { address })],
  };
}
