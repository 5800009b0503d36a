import * as z from "zod";
import { deltaSchema } from "./edit.ts";
import type { BareJid } from "./jid.ts";

/**
 * The possible outcomes of an edit that met another change of the same contact.
 * - `renamed-over`: both named them, and ours stays; `name-yielded`: both named them, and theirs stays.
 * - `name-kept`, `groups-kept`: what the other one changed stays beside ours.
 * - `move-yielded`, `removal-yielded`: ours did not happen.
 * - `nameless-left`: the server lists a group without a name and takes none, so the contact had to leave it.
 * - `crossed`: both were made at the same moment, and theirs may be lost.
 * - `brought-back`: they removed the contact, and ours added it again.
 * - `sent-again`: ours went unanswered, and the item showed only a part of it.
 */
export const mergeCodes = [
  "renamed-over",
  "name-kept",
  "name-yielded",
  "groups-kept",
  "move-yielded",
  "removal-yielded",
  "sent-again",
  "nameless-left",
  "crossed",
  "brought-back",
] as const;
export type MergeCode = (typeof mergeCodes)[number];

/**
 * One outcome of an edit. Values: `name` (ours), `theirs` (the other name), `groups` (how many the other one
 * joined or left), `group` (which the other one left). `lost` is the change that did not last and can still be made.
 */
export const mergeLineSchema = z.object({
  code: z.enum(mergeCodes),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  lost: z.array(z.union([deltaSchema, z.strictObject({ do: z.literal("remove") })])),
});
export type MergeLine = z.infer<typeof mergeLineSchema>;

/** What was merged for one contact, kept until it is dismissed. */
export interface Merge {
  readonly bareJid: BareJid;
  readonly lines: readonly MergeLine[];
}
