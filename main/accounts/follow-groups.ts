import type { Undoable } from "../../app/batch.ts";
import { goesAlong, isWithin, nameAlong } from "../../app/group-path.ts";
import { boundedView, groupRef, type View } from "../../app/view.ts";

type GroupChange = Pick<Undoable, "what" | "values">;

/**
 * How the list is looked at once a change of groups was taken: a group that goes by another name, and what is nested in it,
 * is folded as it was and stands where it stood. What is remembered of the old name is remembered still, for those whom the
 * server refuses stay in it.
 */
export function followGroups(view: View, change: GroupChange, delimiter: string): View {
  const { group, to } = namesIn(change);
  if (group === null) return view;
  if (change.what === "rename-group" && to !== null) return renamed(view, group, to, delimiter);
  // Empty they would stand on the list again, as if nothing had come of it.
  if (change.what === "merge-groups" || change.what === "delete-group") {
    const keptGroups = view.keptGroups.flatMap((kept) => {
      if (!goesAlong(kept, group, to, delimiter)) return [kept];
      return to === null || kept === group ? [] : [nameAlong(kept, group, to)];
    });
    return boundedView({ ...view, keptGroups: [...new Set(keptGroups)] });
  }
  return view;
}

/** The same once a change was taken back; taking back an undo is doing it again. */
export function unfollowGroups(view: View, undone: GroupChange, delimiter: string): View {
  const { group, to } = namesIn(undone);
  const what = undone.values["of"] ?? undone.what;
  if (what !== "rename-group" || group === null || to === null) return view;
  return undone.what === "undo" ? renamed(view, group, to, delimiter) : renamed(view, to, group, delimiter);
}

function namesIn({ values }: GroupChange): { group: string | null; to: string | null } {
  const { group, to } = values;
  return { group: typeof group === "string" ? group : null, to: typeof to === "string" ? to : null };
}

function renamed(view: View, from: string, to: string, delimiter: string): View {
  const isAlong = (group: string) => goesAlong(group, from, to, delimiter);
  // The fresh one before the old one, and nowhere else: what was remembered of earlier groups of that name is over.
  const placed = (refs: readonly string[]) => [
    ...new Set(
      refs.flatMap((ref) => {
        const group = groupOfRef(ref);
        if (ref === groupRef(from) || (group !== null && isAlong(group)))
          return [groupRef(group === null ? to : nameAlong(group, from, to)), ref];
        return ref === groupRef(to) || (group !== null && isWithin(group, to, delimiter)) ? [] : [ref];
      }),
    ),
  ];
  const along = view.keptGroups.filter(isAlong).map((kept) => nameAlong(kept, from, to));
  const stay = view.keptGroups.filter((kept) => !isAlong(kept) && !along.includes(kept));
  return boundedView({
    ...view,
    folded: placed(view.folded),
    handOrder: placed(view.handOrder),
    keptGroups: along.length === 0 ? view.keptGroups : [...stay, ...along],
  });
}

/** The name in a reference; null where it is "no group", or a name of which only the beginning is kept. */
function groupOfRef(ref: string): string | null {
  const prefix = "group:";
  const group = ref.startsWith(prefix) ? ref.slice(prefix.length) : null;
  return group !== null && !/…\d+$/u.test(group) ? group : null;
}
