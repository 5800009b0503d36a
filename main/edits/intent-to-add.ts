import type { Delta } from "../../app/edit.ts";
import { type BareJid, parseJid, toWire } from "../../app/jid.ts";
import { fail, ok, type Result } from "../../app/result.ts";
import { limits, typedGroups, typedName, typedText } from "../../app/typed.ts";
import { typedToWire } from "../../app/typed-address.ts";
import type { AccountModel } from "../roster/model.ts";
import { batchIntent } from "./batch-intent.ts";
import { takenEdit, type Intent } from "./intents.ts";

/** What a person filled in to add somebody, as the contract's `addContact`. */
interface Typed {
  readonly address: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly message: string;
  readonly ask: boolean;
}

/** Adds somebody with a name and groups. `isLeaving`: whether somebody on the list will be removed anyway. */
export function intentToAdd(
  model: AccountModel,
  typed: Typed,
  isLeaving: (bareJid: BareJid) => boolean,
): Result<Intent> {
  const parsed = parseJid(typedToWire(typed.address));
  if (!parsed.ok) return parsed;
  const { bareJid, resource } = parsed.value;
  const address = toWire(parsed.value);
  if (resource !== "") return fail("address-has-resource", { address });
  if (bareJid === model.account) return fail("address-own");
  if (model.contacts.has(bareJid) && !isLeaving(bareJid)) return fail("address-is-contact", { address });
  const name = typedName(typed.name);
  if (!name.ok) return name;
  const groups = typedGroups(typed.groups);
  if (!groups.ok) return groups;
  const deltas: Delta[] = [
    // Without a name there is no rename to an empty one: another device may add the same person first.
    ...(name.value === "" ? [] : [{ do: "rename" as const, name: name.value }]),
    ...groups.value.map((group): Delta => ({ do: "join", group })),
  ];
  const message = typed.ask ? typedText(typed.message, limits.message) : null;
  const edit = takenEdit(model, bareJid, "add", deltas, { address, message });
  return ok({ batch: batchIntent({ kind: "add" }), edits: [edit] });
}
