import type { Item } from "../../app/contact.ts";
import { applyDeltas, type Edit } from "../../app/edit.ts";
import type { BareJid } from "../../app/jid.ts";
import type { AccountModel } from "../roster/model.ts";

/** Everybody's item once the pending edits are confirmed, without the people who are being removed. */
export function projectedItems(model: Pick<AccountModel, "contacts" | "edits">): Map<BareJid, Item> {
  const items = new Map<BareJid, Item>(model.contacts);
  for (const edit of model.edits.values()) {
    const item = after(items.get(edit.bareJid), edit);
    if (item === undefined) items.delete(edit.bareJid);
    else items.set(edit.bareJid, item);
  }
  return items;
}

function after(item: Item | undefined, edit: Edit): Item | undefined {
  // A refused edit changes nothing, and a removal that still waits may be undone.
  if (edit.state === "refused" || edit.state === "held") return item;
  if (edit.kind === "remove") return undefined;
  if (edit.kind === "add") return applyDeltas(item ?? { name: "", groups: [] }, edit.deltas);
  return item && applyDeltas(item, edit.deltas);
}
