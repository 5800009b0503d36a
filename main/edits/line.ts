import * as z from "zod";
import { deltaSchema, editKinds } from "../../app/edit.ts";
import { subscriptions } from "../../app/contact.ts";
import type { BareJid } from "../../app/jid.ts";
import { mergeLineSchema } from "../../app/merge.ts";
import { failureSchema } from "../../app/result.ts";
import { batchWishSchema } from "./batch-wish.ts";

const bareJid = z.string().transform((text) => text as BareJid);
const item = z.object({ name: z.string(), groups: z.array(z.string()) });

/** What an edit made of a contact; null where they were not on the list. */
const effect = z.object({
  bareJid,
  address: z.string(),
  before: item.nullable(),
  after: item.nullable(),
});
export type Effect = z.infer<typeof effect>;

const edit = z.object({
  id: z.string(),
  bareJid,
  address: z.string(),
  kind: z.enum(editKinds),
  deltas: z.array(deltaSchema),
  message: z.string().nullable(),
  /** What the contact was when the person asked; null for somebody who was not on the list. */
  base: item.nullable(),
  /** It must not be laid over what another device has named them since: undoing yields to the newer word. */
  yields: z.boolean(),
  /** It cannot even be sent: it stands refused from the start. */
  why: failureSchema.nullable(),
});
export type TakenEdit = z.infer<typeof edit>;

/** An item went out, and nobody has said what became of it. */
const trial = z.object({
  before: item.nullable(),
  sent: item.nullable(),
  /** Of a contact that was to be removed: one that is added again starts without it. */
  subscription: z.enum(subscriptions).optional(),
  /** What another device made of the contact before our set was seen; null for a removal. */
  theirs: item.nullable().optional(),
});
export type Trial = z.infer<typeof trial>;

/** One step in the life of an account's edits. The journal is a row of them; the ledger is what they add up to. */
export const lineSchema = z.discriminatedUnion("do", [
  /**
   * A batch, or one more part of it, was taken in the place of the edits it `drops`, in one line so that a crash has both or
   * neither; `effects` are those of edits dropped before they were sent.
   */
  z.object({
    do: z.literal("take"),
    batch: batchWishSchema,
    edits: z.array(edit),
    effects: z.array(effect),
    drops: z.array(z.string()).default([]),
  }),
  /** About to go out: from here on nobody knows, until a later line, whether it took effect. */
  trial.extend({ do: z.literal("send"), edit: z.string() }),
  /** It took effect, or was in effect already (`effect` null). An addition with a request goes on as an `ask`. */
  z.object({ do: z.literal("done"), edit: z.string(), effect: effect.nullable() }),
  /** Ours wiped out what another device had written: the same edit goes on to put it back. */
  z.object({
    do: z.literal("restore"),
    edit: z.string(),
    deltas: z.array(deltaSchema),
    base: item,
    effect: effect.nullable(),
  }),
  /** The merge lines of one contact from here on; none once they are dismissed. */
  z.object({ do: z.literal("merge"), bareJid, lines: z.array(mergeLineSchema) }),
  z.object({ do: z.literal("refuse"), edit: z.string(), why: failureSchema }),
  z.object({ do: z.literal("retry"), edit: z.string() }),
  z.object({ do: z.literal("drop"), edits: z.array(z.string()) }),
  /** What was left of a batch when the journal was written anew. */
  z.object({
    do: z.literal("carry"),
    batch: batchWishSchema,
    /** How many people it is over for. */
    done: z.number(),
    dropped: z.number(),
    stack: z.enum(["past", "future"]).nullable(),
    contact: bareJid.nullable(),
    effects: z.array(effect),
  }),
  /** And each of its edits that is not over. */
  z.object({
    do: z.literal("keep"),
    batch: z.string(),
    edit,
    tried: trial.nullable(),
    isRestoring: z.boolean(),
    effect: effect.nullable(),
  }),
]);
export type Line = z.infer<typeof lineSchema>;
