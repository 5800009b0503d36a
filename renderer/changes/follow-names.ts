import type { UndoAnswer } from "../../app/batch.ts";
import type { BareJid } from "../../app/jid.ts";
import type { Result } from "../../app/result.ts";
import { keyAlong } from "../rows/rows.ts";
import type { KithStore } from "../store/kith-store.ts";

/** The name a group had, and the one its people have theirs under now. */
export interface Names {
  readonly from: string;
  readonly to: string;
}

/** Waits for a change of a group's name: the row that was in use under the old one is in use under the new one then. */
export async function followNames<T>(
  kith: KithStore,
  account: BareJid,
  call: Promise<Result<T>>,
  names: (answer: T) => Names | null,
): Promise<Result<T>> {
  // Read first: the list may be drawn with the new name, and a neighbour in use, before the answer is here.
  const { current } = kith.getState().screen;
  const answer = await call;
  const changed = answer.ok ? names(answer.value) : null;
  const view = kith.getState().accounts.find((one) => one.account === account);
  if (current === null || changed === null || view === undefined) return answer;
  const key = keyAlong(current, changed.from, changed.to, view.delimiter);
  if (key !== current) kith.setScreen({ current: key });
  return answer;
}

/** What taking back a change of a group's name has made of it; taking back an undo is doing it again. */
export function namesUndone({ undone }: UndoAnswer): Names | null {
  const { of = undone.what, group, to } = undone.values;
  if (typeof group !== "string" || typeof to !== "string") return null;
  if (undone.what === "undo")
    return of === "rename-group" || of === "merge-groups" ? { from: group, to } : null;
  // A merge that is taken back leaves the group it went into, and whoever was in it.
  return of === "rename-group" ? { from: to, to: group } : null;
}
