import type { Undoable } from "../../app/batch.ts";
import { boundedView, groupRef, type View } from "../../app/view.ts";

type GroupChange = Pick<Undoable, "what" | "values">;

/**
 * How the list is looked at once a change of groups was taken: a group that goes by another name is folded as it was and
 * stands where it stood. What is remembered of the old name is remembered still, for those whom the server refuses stay in it.
 */
export function followGroups(view: View, change: GroupChange): View {
  const { group, to } = namesIn(change);
  if (change.what === "rename-group" && group !== null && to !== null) return renamed(view, group, to);
  // Empty it would stand on the list again, as if nothing had come of it.
  if (change.what === "merge-groups" || change.what === "delete-group")
    return { ...view, keptGroups: view.keptGroups.filter((kept) => kept !== group) };
  return view;
}

/** The same once a change was taken back; taking back an undo is doing it again. */
export function unfollowGroups(view: View, undone: GroupChange): View {
  const { group, to } = namesIn(undone);
  const what = undone.values["of"] ?? undone.what;
  if (what !== "rename-group" || group === null || to === null) return view;
  return undone.what === "undo" ? renamed(view, group, to) : renamed(view, to, group);
}

function namesIn({ values }: GroupChange): { group: string | null; to: string | null } {
  const { group, to } = values;
  return { group: typeof group === "string" ? group : null, to: typeof to === "string" ? to : null };
}

function renamed(view: View, from: string, to: string): View {
  const [old, fresh] = [groupRef(from), groupRef(to)];
  const { keptGroups } = view;
  return boundedView({
    ...view,
    folded: placed(view.folded, old, fresh),
    handOrder: placed(view.handOrder, old, fresh),
    keptGroups: keptGroups.includes(from)
      ? [...keptGroups.filter((kept) => kept !== from && kept !== to), to]
      : keptGroups,
  });
}

/** The fresh one before the old one, and nowhere else: what was remembered of an earlier group of that name is over. */
function placed(refs: readonly string[], old: string, fresh: string): string[] {
  return refs.filter((ref) => ref !== fresh).flatMap((ref) => (ref === old ? [fresh, old] : [ref]));
}
