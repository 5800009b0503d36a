import type { Item } from "../../app/contact.ts";
import { applyDeltas, type Edit } from "../../app/edit.ts";
import type { BareJid } from "../../app/jid.ts";
import type { AccountModel } from "../roster/model.ts";

/** What everybody on the list will be once the pending edits are confirmed; people being removed are left out. */
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
  // Somebody whose removal still waits may stay.
  if (edit.state === "refused" || edit.state === "held") return item;
  if (edit.kind === "remove") return undefined;
  if (edit.kind === "add") return applyDeltas(item ?? { name: "", groups: [] }, edit.deltas);
  return item && applyDeltas(item, edit.deltas);
}
