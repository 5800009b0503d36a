import type { Delta } from "../../app/edit.ts";

/** What a person can change about a contact in one dialog. */
export interface Editable {
  readonly name: string;
  readonly groups: readonly string[];
}

/**
 * The difference between opening and saving a dialog. A group that another device added meanwhile is in neither, so the contact
 * stays in it.
 */
export function editDeltas(before: Editable, after: Editable): Delta[] {
  const deltas: Delta[] = [];
  if (after.name.trim() !== before.name.trim()) deltas.push({ do: "rename", name: after.name });
  for (const group of after.groups) if (!before.groups.includes(group)) deltas.push({ do: "join", group });
  for (const group of before.groups) if (!after.groups.includes(group)) deltas.push({ do: "leave", group });
  return deltas;
}
