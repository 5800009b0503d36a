import * as z from "zod";
import { shortGroup } from "./shown-text.ts";
import { limits } from "./typed.ts";

/** How tall rows are. */
export const densities = ["comfortable", "compact"] as const;
export type Density = (typeof densities)[number];

/** How long a group's name can be as a `groupRef`, in UTF-16 units. */
const refLength = 512;
const maxRefs = 5_000;
/** How much of each list is kept, in UTF-16 units of JSON. Of up to three bytes each, all three fit a call. */
const maxLength = 28_000;

const refs = z.array(z.string().max(refLength)).max(maxRefs);

const fields = {
  /** The groups whose people are folded away, by `groupRef`, oldest first. */
  folded: refs,
  groupOrder: z.enum(["name", "hand"]),
  /** The groups as they were put by hand, by `groupRef`. Those that are not named here follow by name. */
  handOrder: refs,
  /** The names of groups that stand on the list though nobody is in them: a server knows none of these. */
  keptGroups: z.array(z.string().max(limits.group)).max(maxRefs),
  people: z.enum(["everybody", "around"]),
  sort: z.enum(["name", "status"]),
  density: z.enum(densities),
};

/** How one account's list is looked at. Ours alone: nothing of it is told to a server. */
export const viewSchema = z.strictObject(fields);
export type View = Readonly<z.infer<typeof viewSchema>>;

/** What a person chose, and nothing else: of two pages neither takes back what the other chose. */
export const viewChangeSchema = z.strictObject({
  folded: fields.folded.exactOptional(),
  groupOrder: fields.groupOrder.exactOptional(),
  handOrder: fields.handOrder.exactOptional(),
  keptGroups: fields.keptGroups.exactOptional(),
  people: fields.people.exactOptional(),
  sort: fields.sort.exactOptional(),
  density: fields.density.exactOptional(),
});

export const initialView: View = {
  folded: [],
  groupOrder: "name",
  handOrder: [],
  keptGroups: [],
  people: "everybody",
  sort: "name",
  density: "comfortable",
};

/** A group by its name, cut to fit a view. Null: the people in no group. */
export function groupRef(group: string | null): string {
  return group === null ? "no-group" : `group:${shortGroup(group, refLength - "group:".length)}`;
}

/** A view, or a change of one, as far as it can be kept: where there is too much, what was folded longest ago is forgotten first. */
export function boundedView<T extends Partial<View>>(view: T): T {
  const { keptGroups, handOrder, folded } = view;
  return {
    ...view,
    ...(keptGroups && { keptGroups: fitting(keptGroups.filter(isShortEnough), maxLength) }),
    ...(handOrder && { handOrder: fitting(handOrder, maxLength) }),
    ...(folded && { folded: fitting(folded.toReversed(), maxLength).toReversed() }),
  };
}

/** A group that is renamed takes along what is nested in it, whose name may grow too long. */
function isShortEnough(group: string): boolean {
  return group.length <= limits.group;
}

/** As many of the first as there is room for, with their quotation marks and commas. */
function fitting(names: readonly string[], room: number): string[] {
  let length = 0;
  const end = names.findIndex((name) => (length += JSON.stringify(name).length + 1) > room);
  return names.slice(0, Math.min(end === -1 ? names.length : end, maxRefs));
}
