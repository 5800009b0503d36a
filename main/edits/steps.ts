import { applyDeltas, type Delta } from "../../app/edit.ts";
import type { Item } from "../../app/contact.ts";
import type { BareJid } from "../../app/jid.ts";
import type { MergeLine } from "../../app/merge.ts";
import type { Failure } from "../../app/result.ts";
import type { BatchRecord } from "./batch-record.ts";
import type { BatchIntent } from "./batch-intent.ts";
import { nobody } from "./crossing.ts";
import { joinEffects, plain } from "./effect.ts";
import { isSame } from "./flight.ts";
import type { Ledger } from "./ledger.ts";
import type { Effect, Line, Outcome, StoredBatch, StoredEdit, TakenEdit, Trial, Upsert } from "./line.ts";
import type { Intent } from "./intents.ts";

/*
 * Each function returns the line of one step in the life of an edit: the new values after it. It changes nothing
 * itself. If the edit is over, the line is empty.
 */

/**
 * A batch, or one more part of it, replaces the edits that it drops. `effects` are those of edits dropped before
 * they were sent.
 */
export function takeStep(
  ledger: Ledger,
  { batch, edits }: Intent,
  drops: readonly string[] = [],
  effects: readonly Effect[] = [],
): Line {
  const outcomes = new Map<BareJid, Outcome>();
  for (const effect of effects) {
    const before = outcomes.get(effect.bareJid) ?? ledger.outcome(batch.id, effect.bareJid);
    outcomes.set(effect.bareJid, withEffect(before, effect));
  }
  return [
    ...beginning(ledger, batch),
    ...edits.map((edit) => ({
      edit: edit.id,
      state: ledger.expected(edit.id) ?? firstState(edit, batch.id),
    })),
    ...[...outcomes]
      .filter(([, { over, effect }]) => over !== null || effect !== null)
      .map(([person, state]) => ({ person, inBatch: batch.id, state })),
    ...dropStep(ledger, drops),
  ];
}

/** An edit that nothing has happened to yet. */
export function firstState(edit: TakenEdit, batch: string): StoredEdit {
  const { id: _, ...asked } = edit;
  return { ...asked, batch, ...untried };
}

/** The edit is about to be sent. Until a later line, it is unknown whether it took effect. */
export function sendStep(ledger: Ledger, id: string, tried: Trial): Line {
  return changed(ledger, id, { tried });
}

/** It took effect, or was in effect already (`effect` null). An addition with a request continues as an `ask`. */
export function doneStep(ledger: Ledger, id: string, effect: Effect | null): Line {
  const edit = ledger.stored(id);
  if (edit === undefined) return [];
  const { bareJid, batch } = edit;
  const before = ledger.outcome(batch, bareJid);
  const outcome = effect === null ? before : withEffect(before, effect);
  const isAsking = edit.kind === "add" && edit.message !== null;
  const state: StoredEdit | null = isAsking
    ? { ...edit, kind: "ask", deltas: [], why: null, yields: false, ...untried }
    : null;
  return [
    { person: bareJid, inBatch: batch, state: isAsking ? outcome : { ...outcome, over: "done" } },
    { edit: id, state },
    ...(edit.isRestoring ? [] : rebased(ledger, id, edit)),
  ];
}

/** Our set wiped out what another device had written: the same edit continues, to restore it. */
export function restoreStep(
  ledger: Ledger,
  id: string,
  { deltas, base, effect }: { deltas: readonly Delta[]; base: Item; effect: Effect | null },
): Line {
  const edit = ledger.stored(id);
  if (edit === undefined) return [];
  const state = { ...edit, deltas: [...deltas], base: plain(base), effect, why: null };
  return [
    { edit: id, state: { ...state, yields: true, isRestoring: true, tried: null } },
    ...rebased(ledger, id, edit),
  ];
}

/** A refused set did not take effect; an unanswered one may have. */
export function refuseStep(ledger: Ledger, id: string, why: Failure): Line {
  return changed(ledger, id, why.code === "no-answer" ? { why } : { why, tried: null });
}

/** The person tries a refused edit again. */
export function retryStep(ledger: Ledger, id: string): Line {
  return changed(ledger, id, { why: null, isDoubtful: undefined });
}

export function dropStep(ledger: Ledger, ids: readonly string[]): Line {
  return ids.flatMap((id): Upsert[] => {
    const edit = ledger.stored(id);
    if (edit === undefined) return [];
    const { effect } = ledger.outcome(edit.batch, edit.bareJid);
    const person = { person: edit.bareJid, inBatch: edit.batch, state: { over: "dropped" as const, effect } };
    return [person, { edit: id, state: null }];
  });
}

/** The merge lines of one contact from now on; none once they are dismissed. */
export function mergeStep(bareJid: BareJid, lines: readonly MergeLine[]): Line {
  return [{ merges: bareJid, state: lines.length === 0 ? null : [...lines] }];
}

/** These removals go to the journal: their wait is over, or the person tries again after the disk was full. */
export function releaseStep(ledger: Ledger, batch: BatchIntent, ids: readonly string[]): Line {
  return [
    ...beginning(ledger, batch),
    ...ids.flatMap((id) => {
      const edit = ledger.stored(id);
      const isUnwritten = edit?.why?.code === "disk-unwritable";
      return edit === undefined ? [] : [{ edit: id, state: isUnwritten ? { ...edit, why: null } : edit }];
    }),
  ];
}

/** A batch as it is in the journal. */
export function storedBatch({ intent: { change, undoes }, stack, uncounted }: BatchRecord): StoredBatch {
  return { change, undoes, stack, ...(uncounted === undefined ? {} : { uncounted }) };
}

/** A batch begins, which changes what can be undone and redone. A known batch is repeated, in case its line is damaged. */
function beginning(ledger: Ledger, { id, change, undoes }: BatchIntent): Line {
  const known = ledger.batch(id);
  if (known !== undefined) return [{ batch: id, state: storedBatch(known) }];
  // Asking cannot be undone: they have seen it.
  const stack = change.kind === "ask" ? null : change.kind === "undo" ? "future" : "past";
  const undone = undoes === null ? undefined : ledger.batch(undoes);
  const isNewIntent = stack === "past" && undoes === null;
  const off = undone === undefined ? (isNewIntent ? ledger.stack("future") : []) : [undone];
  if (stack !== null) off.push(...ledger.sinking(stack));
  // If an addition is on its way, they are not asked: the undo removes them again.
  const adding = [...(undone?.open.keys() ?? [])].flatMap((edit) =>
    ledger.stored(edit)?.kind === "add" ? changed(ledger, edit, { message: null }) : [],
  );
  return [
    ...adding,
    ...off.map((batch) => ({ batch: batch.intent.id, state: { ...storedBatch(batch), stack: null } })),
    // If earlier parts of the batch are over and forgotten, a restart must forget them too.
    { batch: id, state: null },
    { batch: id, state: { change, undoes, stack } },
  ];
}

/** Rebases the later edits of the contact: what our own edit did is not another device's change. */
function rebased(ledger: Ledger, id: string, { bareJid, kind, deltas }: StoredEdit): Line {
  if (kind === "ask") return [];
  return ledger.editsOn(bareJid).flatMap(([later, edit]) => {
    if (later === id) return [];
    const base = kind === "remove" ? null : plain(applyDeltas(edit.base ?? nobody, deltas));
    return isSame(edit.base, base) ? [] : [{ edit: later, state: { ...edit, base } }];
  });
}

function withEffect({ over, effect: before }: Outcome, effect: Effect): Outcome {
  return { over, effect: joinEffects(before ?? undefined, effect) };
}

function changed(ledger: Ledger, id: string, change: Partial<StoredEdit>): Line {
  const edit = ledger.stored(id);
  return edit === undefined ? [] : [{ edit: id, state: { ...edit, ...change } }];
}

const untried = { tried: null, isRestoring: false, effect: null };
