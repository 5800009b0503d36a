import * as z from "zod";
import { deltaSchema } from "./edit.ts";
import type { BareJid } from "./jid.ts";

const text = z.string();
const nothing = z.object({});
/** The name that this edit gave, and the one that the contact was given elsewhere. */
const names = z.object({ name: text, theirs: text });

/** `lost` is the change that did not last and can still be made. */
const lost = z.array(z.union([deltaSchema, z.strictObject({ do: z.literal("remove") })]));
function line<C extends string, V extends z.ZodType>(code: C, values: V) {
  return z.object({ code: z.literal(code), values, lost });
}

/** One outcome of an edit that met another change of the same contact, with the details of its code. */
export const mergeLineSchema = z.discriminatedUnion("code", [
  /** Both renamed the contact, and our name stays. */
  line("renamed-over", names),
  /** Both renamed the contact, and their name stays. */
  line("name-yielded", names),
  /** They renamed the contact, and that name stays beside our change. */
  line("name-kept", z.object({ theirs: text })),
  /** How many groups they changed, which stays beside our change. */
  line("groups-kept", z.object({ groups: z.number() })),
  /** Our move did not happen: they had left this group. */
  line("move-yielded", z.object({ group: text })),
  /** Our removal did not happen: they had changed the contact, or added it again. */
  line("removal-yielded", nothing),
  /** Our set went unanswered, and the item showed only a part of it. */
  line("sent-again", nothing),
  /** The server lists a group without a name but accepts none, so the contact had to leave it. */
  line("nameless-left", nothing),
  /** Both changed the contact at the same moment, and their change may be lost. */
  line("crossed", nothing),
  /** The server accepted our name and then pushed another (`theirs`). */
  line("name-differs", names),
  /** They removed the contact, and our set added it again. */
  line("brought-back", nothing),
]);
export type MergeLine = z.infer<typeof mergeLineSchema>;
export type MergeCode = MergeLine["code"];
export const mergeCodes: readonly MergeCode[] = mergeLineSchema.options.map(({ shape }) => shape.code.value);

/** What was merged for one contact, kept until it is dismissed. */
export interface Merge {
  readonly bareJid: BareJid;
  readonly lines: readonly MergeLine[];
}
