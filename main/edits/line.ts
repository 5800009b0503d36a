import * as z from "zod";
import { changeSchema } from "../../app/change.ts";
import { subscriptions } from "../../app/contact.ts";
import { deltaSchema, editKinds } from "../../app/edit.ts";
import type { BareJid } from "../../app/jid.ts";
import { mergeLineSchema } from "../../app/merge.ts";
import { failureSchema } from "../../app/result.ts";

export const bareJidSchema = z.string().transform((text) => text as BareJid);
export const itemSchema = z.object({ name: z.string(), groups: z.array(z.string()) });

/** What an edit changed about a contact; null where they were not on the list. */
export const effectSchema = z.object({
  bareJid: bareJidSchema,
  address: z.string(),
  before: itemSchema.nullable(),
  after: itemSchema.nullable(),
});
export type Effect = z.infer<typeof effectSchema>;

/** What a person asked for on one contact. */
export const askedSchema = z.object({
  bareJid: bareJidSchema,
  address: z.string(),
  kind: z.enum(editKinds),
  deltas: z.array(deltaSchema),
  message: z.string().nullable(),
  /** The contact when the person made the edit; null if they were not on the list. */
  base: itemSchema.nullable(),
  /** It must not replace a name that another device gave them since: undoing yields to the newer name. */
  yields: z.boolean(),
  /** Why it is refused, if it is. */
  why: failureSchema.nullable(),
});
export type TakenEdit = z.infer<typeof askedSchema> & { readonly id: string };

/** A set that was sent and not answered yet. */
export const trialSchema = z.object({
  before: itemSchema.nullable(),
  sent: itemSchema.nullable(),
  /** Only for a removal: if the contact is added again, it has no subscription, which shows that the removal took effect. */
  subscription: z.enum(subscriptions).optional(),
  /** The contact as another device left it before the server read our set; null if it removed the contact. */
  theirs: itemSchema.nullable().optional(),
});
export type Trial = z.infer<typeof trialSchema>;

/** Everything about an edit that is not over. */
const storedEdit = askedSchema.extend({
  batch: z.string(),
  tried: trialSchema.nullable(),
  /** It continues only to restore what its set wiped out; `effect` is what it changed before. */
  isRestoring: z.boolean(),
  effect: effectSchema.nullable(),
  /** It may be over already: the line that ended it may be damaged. */
  isDoubtful: z.boolean().optional(),
});
export type StoredEdit = z.infer<typeof storedEdit>;

/** A batch, without its edits and the people it is over for. */
const storedBatch = z.object({
  change: changeSchema,
  /** The batch that this one reverts. */
  undoes: z.string().nullable(),
  /** Where undo or redo finds it. */
  stack: z.enum(["past", "future"]).nullable(),
  /** How many more people it is over for. An older journal kept only their number. */
  uncounted: z.object({ done: z.number(), dropped: z.number() }).optional(),
});
export type StoredBatch = z.infer<typeof storedBatch>;

/** The outcome of one person in a batch: of the last edit that is over, and what all of them changed. */
const outcome = z.object({ over: z.enum(["done", "dropped"]).nullable(), effect: effectSchema.nullable() });
export type Outcome = z.infer<typeof outcome>;

/**
 * The new value of one thing; null if it is over. A batch does not contain its people: each has their own value, so
 * that a step of one person writes nothing about the others.
 */
const upsert = z.union([
  z.strictObject({ edit: z.string(), state: storedEdit.nullable() }),
  z.strictObject({ batch: z.string(), state: storedBatch.nullable() }),
  z.strictObject({ person: bareJidSchema, inBatch: z.string(), state: outcome }),
  z.strictObject({ merges: bareJidSchema, state: z.array(mergeLineSchema).nullable() }),
]);
export type Upsert = z.infer<typeof upsert>;

/** One line of the journal: what changed at one moment, all of it or nothing. */
export const lineSchema = z.array(upsert).min(1);
export type Line = readonly Upsert[];
