import { isSameItem, type Contact, type Item } from "../../app/contact.ts";
import { applyDeltas, deltasBetween, type Delta, type Edit } from "../../app/edit.ts";
import type { MergeLine } from "../../app/merge.ts";
import type { Failure } from "../../app/result.ts";
import { linesOf, nobody, wipedOut } from "./crossing.ts";
import { effectOf, plain } from "./effect.ts";
import type { EditRecord } from "./ledger.ts";
import type { Effect, Trial } from "./line.ts";
import { mergeThreeWays } from "./merge.ts";

/** The item to send, null for a removal, with the contact it was computed from. */
export interface SendPlan {
  readonly do: "send";
  readonly contact: Contact | undefined;
  readonly before: { name: string; groups: string[] } | null;
  readonly sent: { name: string; groups: string[] } | null;
  readonly deltas: readonly Delta[];
  readonly lines: readonly MergeLine[];
}

/** `lines` say what happened to another device's changes. */
export type Plan =
  | SendPlan
  | {
      readonly do: "restore";
      readonly deltas: readonly Delta[];
      readonly base: { name: string; groups: string[] };
      readonly effect: Effect | null;
      readonly lines: readonly MergeLine[];
    }
  | { readonly do: "finish"; readonly effect: Effect | null; readonly lines: readonly MergeLine[] }
  | { readonly do: "refuse"; readonly why: Failure; readonly lines: readonly MergeLine[] };

/**
 * What to do about an edit whose turn has come, given the server's latest item of the contact. A move from a
 * group (`isMove`) applies only to people who are still in it. RULE Y5: a doubtful edit is not sent unless the person tries again.
 */
export function makePlan(
  edit: Edit,
  record: EditRecord,
  contact: Contact | undefined,
  isMove: boolean,
): Plan {
  const plan = planFor(edit, record, contact, isMove);
  if (plan.do !== "send" || record.isDoubtful !== true) return plan;
  return { do: "refuse", why: { code: "maybe-done", values: {} }, lines: [] };
}

function planFor(edit: Edit, record: EditRecord, contact: Contact | undefined, isMove: boolean): Plan {
  const lines: readonly MergeLine[] = [];
  const effectTried = record.isRestoring
    ? record.effect
    : record.tried && effectOf(edit, record.tried.before, record.tried.sent);
  if (edit.kind === "ask") {
    if (contact === undefined) return refuseGone(edit);
    const isAsked = contact.subscription === "to" || contact.subscription === "both";
    if (isAsked || (record.tried !== null && contact.ask)) return { do: "finish", effect: null, lines };
    return { do: "send", contact, before: plain(contact), sent: plain(contact), deltas: [], lines };
  }
  if (edit.kind === "remove") {
    // RULE R15. After a crash, our own removal may have taken effect.
    if (contact === undefined) return { do: "finish", effect: effectTried, lines };
    if (record.tried !== null && isOtherThan(record.tried, contact)) {
      // Either ours took effect and another device added them again, or it did not and they were changed: they stay.
      return {
        do: "finish",
        effect: null,
        lines: [{ code: "removal-yielded", values: {}, lost: [{ do: "remove" }] }],
      };
    }
    return { do: "send", contact, before: plain(contact), sent: null, deltas: [], lines };
  }
  if (contact === undefined) {
    if (edit.kind === "change" || groupsLeft(edit, isMove).length > 0) return refuseGone(edit);
    return {
      do: "send",
      contact,
      before: null,
      sent: plain(applyDeltas(nobody, edit.deltas)),
      deltas: edit.deltas,
      lines,
    };
  }
  if (record.tried !== null && isSeenWhole(record.tried, contact))
    return settleSeen(edit, record, record.tried, effectTried);
  // If another device added them meanwhile, merge against an empty base.
  const base = record.base ?? nobody;
  const left = groupsLeft(edit, isMove);
  const stillIn = left.filter((group) => contact.groups.includes(group));
  const isMovedOn = left.length > 0 && stillIn.length === 0;
  // If another device removed somebody from the old group, they do not join the new one.
  const wanted = isMovedOn ? edit.deltas : movesFrom(edit.deltas, left, stillIn);
  const merged = mergeThreeWays(base, wanted, contact, record.yields || isNewerName(record, contact));
  const sent = applyDeltas(contact, merged.deltas);
  if (isSameItem(contact, sent)) {
    // RULE R21: every delta is in effect, but another device may have made some of them. Undo must not revert those.
    const wasOurs = record.isRestoring ? record.effect : null;
    return { do: "finish", effect: wasOurs, lines: merged.lines };
  }
  if (isMovedOn) {
    const [group = ""] = left;
    const lost = edit.deltas.filter(({ do: act }) => act === "join");
    return { do: "finish", effect: null, lines: [{ code: "move-yielded", values: { group }, lost }] };
  }
  const { deltas } = merged;
  const isPartThere = record.tried !== null && !isSameItem(record.tried.before ?? nobody, contact);
  const again: MergeLine[] = isPartThere ? [{ code: "sent-again", values: {}, lost: [] }] : [];
  return {
    do: "send",
    contact,
    before: plain(contact),
    sent: plain(sent),
    deltas,
    lines: [...merged.lines, ...again],
  };
}

/** The groups that a move leaves. */
function groupsLeft({ deltas }: Edit, isMove: boolean): string[] {
  return isMove ? deltas.flatMap((delta) => (delta.do === "leave" ? [delta.group] : [])) : [];
}

/**
 * The moves from those groups that still apply. If as many groups are joined as left, the first join belongs to the first
 * leave, and so on; one group that is joined instead of several belongs to them all.
 */
function movesFrom(deltas: readonly Delta[], left: readonly string[], stillIn: readonly string[]): Delta[] {
  const joins = deltas.filter(({ do: act }) => act === "join");
  if (joins.length !== left.length) return [...deltas];
  const gone = left.flatMap((group, place) => (stillIn.includes(group) ? [] : [place]));
  const dropped = new Set<Delta | undefined>(gone.map((place) => joins[place]));
  return deltas.filter((delta) => !dropped.has(delta));
}

/** An unanswered set of ours took effect. If a push showed what it wiped out, that is restored (RULE R22). */
function settleSeen(
  edit: Edit,
  record: EditRecord,
  { before, sent, theirs }: Trial,
  effect: Effect | null,
): Plan {
  const deltas = deltasBetween(before ?? nobody, sent ?? nobody);
  const crossing = { edit, deltas, before, sent, theirs };
  const wiped = wipedOut(crossing, record.yields, []);
  const lines = linesOf(crossing, edit, wiped);
  if (wiped.back.length === 0 || sent === null) return { do: "finish", effect, lines };
  return { do: "restore", deltas: wiped.back, base: plain(sent), effect, lines };
}

/**
 * Whether the item is exactly what an unanswered set sent, so that every part of it is ours. If only some parts match,
 * another device may have made them (RULE R21). A contact that shares their status, or was asked to, was added by
 * another device.
 */
function isSeenWhole({ before, sent }: Trial, now: Contact): boolean {
  if (sent === null || !isSameItem(now, sent)) return false;
  return before !== null || (now.subscription === "none" && !now.ask);
}

/** Whether a contact has changed since its removal was sent. */
function isOtherThan({ before, subscription = "none" }: Trial, now: Contact): boolean {
  if (before !== null && !isSameItem(before, now)) return true;
  return subscription !== "none" && now.subscription === "none";
}

/**
 * Whether the name is neither the one that an unanswered set replaced nor the one it gave. It may have been given before or
 * after ours, and is newer than what we knew.
 */
function isNewerName({ tried }: EditRecord, { name }: Item): boolean {
  if (tried === null || tried.sent === null) return false;
  const before = tried.before ?? nobody;
  return tried.sent.name !== before.name && name !== before.name && name !== tried.sent.name;
}

function refuseGone({ address }: Edit): Plan {
  return { do: "refuse", why: { code: "contact-gone", values: { address } }, lines: [] };
}
