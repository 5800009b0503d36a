import type { UndoAnswer } from "../../app/batch.ts";
import { type Change, reverseOf } from "../../app/change.ts";
import type { Taken } from "../../app/contract.ts";
import { followGroups } from "../../app/follow-groups.ts";
import type { Result } from "../../app/result.ts";
import { intentForGroup } from "../edits/intents.ts";
import { meantGroup } from "../publish/shown.ts";
import type { Account } from "./account.ts";
import type { Registry } from "./registry.ts";

/* The view of a list follows its groups: a renamed group stays collapsed and in its place. */

/**
 * Moves everybody in a group to another, or, with null, to none; names are those the page knows. `isMerge`: the other may
 * already have people.
 */
export async function changeGroup(
  registry: Registry,
  account: Account,
  group: string,
  to: string | null,
  isMerge: boolean,
): Promise<Result<Taken>> {
  const { model, edits } = account;
  const target = to === null ? null : meantGroup(model, to);
  const taken = await edits.take(() => intentForGroup(model, meantGroup(model, group), target, isMerge));
  const batch = taken.ok ? model.batches.get(taken.value.batch) : undefined;
  if (batch !== undefined) await follow(registry, account, batch.change);
  return taken;
}

/** Lets the view follow an undo or a redo; passes the answer on. */
export async function reverted(
  registry: Registry,
  account: Account,
  answer: Result<UndoAnswer>,
): Promise<Result<UndoAnswer>> {
  if (answer.ok) await follow(registry, account, reverseOf(answer.value.undone.change));
  return answer;
}

async function follow(registry: Registry, account: Account, change: Change): Promise<void> {
  const { view, delimiter } = account.model.facts;
  const followed = followGroups(view, change, delimiter);
  if (followed !== view) await registry.setView(account, followed);
}
