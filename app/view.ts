import * as z from "zod";
import { shortGroup } from "./shown-text.ts";
import { limits } from "./typed.ts";

/** How tall rows are. */
export const densities = ["comfortable", "compact"] as const;
export type Density = (typeof densities)[number];

/** How long a group's name can be as a `groupRef`, in UTF-16 units. */
const refLength = 512;
/** What a `groupRef` of a name begins with. */
const namePrefix = "group:";
const maxRefs = 5_000;
/** The limit of each list, in UTF-16 units of JSON. At up to three bytes a unit, all three lists fit in one call. */
const maxLength = 28_000;

const refs = z.array(z.string().max(refLength)).max(maxRefs);

const fields = {
  /** The collapsed groups, by `groupRef`, oldest first. */
  folded: refs,
  groupOrder: z.enum(["name", "hand"]),
  /** The groups in the person's own order, by `groupRef`. Groups that are missing here follow by name. */
  handOrder: refs,
  /** Empty groups that are shown all the same. No server knows them. */
  keptGroups: z.array(z.string().max(limits.group)).max(maxRefs),
  people: z.enum(["everybody", "around"]),
  sort: z.enum(["name", "status"]),
  density: z.enum(densities),
};

/** How one account's list is shown. It is stored here only, and sent to no server. */
export const viewSchema = z.strictObject(fields);
export type View = Readonly<z.infer<typeof viewSchema>>;

/** Only what the person changed, so that two pages do not revert each other's choices. */
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
  return group === null ? "no-group" : `${namePrefix}${shortGroup(group, refLength - namePrefix.length)}`;
}

/** The name in a `groupRef`; null for "No group", and for a name that was cut to fit. */
export function groupOfRef(ref: string): string | null {
  const isCut = ref.length > refLength - 2 && /…\d+\.[0-9a-z]+$/.test(ref);
  return ref.startsWith(namePrefix) && !isCut ? ref.slice(namePrefix.length) : null;
}

/** A view, or a change of one, cut to its limits. The groups that were collapsed longest ago are dropped first. */
export function boundedView<T extends Partial<View>>(view: T): T {
  const { keptGroups, handOrder, folded } = view;
  return {
    ...view,
    ...(keptGroups && { keptGroups: fitting(keptGroups.filter(isShortEnough), maxLength) }),
    ...(handOrder && { handOrder: fitting(handOrder, maxLength) }),
    ...(folded && { folded: fitting(folded.toReversed(), maxLength).toReversed() }),
  };
}

/** Renaming a group also renames those nested in it, whose names may become too long. */
function isShortEnough(group: string): boolean {
  return group.length <= limits.group;
}

/** As many of the first names as fit, counted with their quotation marks and commas. */
function fitting(names: readonly string[], room: number): string[] {
  let length = 0;
  const end = names.findIndex((name) => (length += JSON.stringify(name).length + 1) > room);
  return names.slice(0, Math.min(end === -1 ? names.length : end, maxRefs));
}
