import * as z from "zod";
import { deltaSchema } from "../../app/edit.ts";
import type { BareJid } from "../../app/jid.ts";
import { mergeLineSchema } from "../../app/merge.ts";
import { failureSchema } from "../../app/result.ts";
import { type EditsModel, Ledger } from "./ledger.ts";
import { askedSchema, bareJidSchema, effectSchema, itemSchema, type Line, trialSchema } from "./line.ts";
import { oldBatchSchema } from "./old-change.ts";
import {
  doneStep,
  dropStep,
  mergeStep,
  refuseStep,
  restoreStep,
  retryStep,
  sendStep,
  takeStep,
} from "./steps.ts";

const edit = askedSchema.extend({ id: z.string() });

/**
 * A line of a journal before version 3, which said what had happened. The verbs `carry` and `keep` began a journal that had been
 * rewritten: the first for each batch, the second for each edit that was not over.
 */
export const oldLineSchema = z.discriminatedUnion("do", [
  z.object({
    do: z.literal("take"),
    batch: oldBatchSchema,
    edits: z.array(edit),
    effects: z.array(effectSchema),
    drops: z.array(z.string()).default([]),
  }),
  trialSchema.extend({ do: z.literal("send"), edit: z.string() }),
  z.object({ do: z.literal("done"), edit: z.string(), effect: effectSchema.nullable() }),
  z.object({
    do: z.literal("restore"),
    edit: z.string(),
    deltas: z.array(deltaSchema),
    base: itemSchema,
    effect: effectSchema.nullable(),
  }),
  z.object({ do: z.literal("merge"), bareJid: bareJidSchema, lines: z.array(mergeLineSchema) }),
  z.object({ do: z.literal("refuse"), edit: z.string(), why: failureSchema }),
  z.object({ do: z.literal("retry"), edit: z.string() }),
  z.object({ do: z.literal("drop"), edits: z.array(z.string()) }),
  z.object({
    do: z.literal("carry"),
    batch: oldBatchSchema,
    done: z.number(),
    dropped: z.number(),
    stack: z.enum(["past", "future"]).nullable(),
    contact: bareJidSchema.nullable(),
    effects: z.array(effectSchema),
  }),
  z.object({
    do: z.literal("keep"),
    batch: z.string(),
    edit,
    tried: trialSchema.nullable(),
    isRestoring: z.boolean(),
    effect: effectSchema.nullable(),
  }),
]);
export type OldLine = z.infer<typeof oldLineSchema>;

/** What the lines of an old journal add up to, in lines of this version. */
export function upgrade(lines: readonly OldLine[]): Line[] {
  const merges = new Map<BareJid, Line>();
  for (const line of lines)
    if (line.do === "merge") merges.set(line.bareJid, mergeStep(line.bareJid, line.lines));
  const ledger = new Ledger(unseen(), lines.flatMap(valuesOf));
  for (const line of lines) ledger.apply(stepOf(ledger, line));
  return [...ledger.lines(), ...merges.values()];
}

function valuesOf(line: OldLine): Line[] {
  if (line.do === "carry") {
    const { batch: { id, change, undoes }, stack, done, dropped, effects } = line; // prettier-ignore
    const values = effects.map((effect) => ({
      ...{ person: effect.bareJid, inBatch: id },
      state: { over: null, effect },
    }));
    return [[{ batch: id, state: { change, undoes, stack, uncounted: { done, dropped } } }, ...values]];
  }
  if (line.do !== "keep") return [];
  const { batch: of, edit: { id, ...asked }, tried, isRestoring, effect } = line; // prettier-ignore
  return [[{ edit: id, state: { ...asked, batch: of, tried, isRestoring, effect } }]];
}

function stepOf(ledger: Ledger, line: OldLine): Line {
  switch (line.do) {
    case "take":
      return takeStep(ledger, line, line.drops, line.effects);
    case "send": {
      const { do: _, edit: id, ...tried } = line;
      return sendStep(ledger, id, tried);
    }
    case "done":
      return doneStep(ledger, line.edit, line.effect);
    case "restore":
      return restoreStep(ledger, line.edit, line);
    case "refuse":
      return refuseStep(ledger, line.edit, line.why);
    case "retry":
      return retryStep(ledger, line.edit);
    case "drop":
      return dropStep(ledger, line.edits);
    case "merge":
    case "carry":
    case "keep":
      return [];
  }
}

/** A model that ignores everything: this ledger only converts lines. */
function unseen(): EditsModel {
  const nothing = () => undefined;
  return {
    contacts: new Map(),
    edits: new Map(),
    batches: new Map(),
    merges: new Map(),
    facts: { undoable: null, redoable: null },
    put: nothing,
    remove: nothing,
    setFact: nothing,
  };
}
