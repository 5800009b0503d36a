import { isSameItem, type Contact, type Item } from "../../app/contact.ts";
import { applyDeltas, deltasBetween, type Delta, type Edit } from "../../app/edit.ts";
import type { MergeLine } from "../../app/merge.ts";
import type { Failure } from "../../app/result.ts";
import { effectOf, plain } from "./effect.ts";
import type { EditRecord } from "./ledger.ts";
import type { Effect } from "./line.ts";
import { mergeThreeWays } from "./merge.ts";

/** The item to send, null for a removal, with what it was computed from. */
export interface SendPlan {
  readonly do: "send";
  readonly contact: Contact | undefined;
  readonly before: { name: string; groups: string[] } | null;
  readonly sent: { name: string; groups: string[] } | null;
  readonly deltas: readonly Delta[];
  readonly lines: readonly MergeLine[];
}

/** `lines` tell what became of another device's changes. */
export type Plan =
  | SendPlan
  | { readonly do: "finish"; readonly effect: Effect | null; readonly lines: readonly MergeLine[] }
  | { readonly do: "refuse"; readonly why: Failure; readonly lines: readonly MergeLine[] };

/**
 * What is to be done about an edit whose turn has come, given what the server last said of the contact. A move out of a
 * group (`isMove`) is only for who is still in it.
 */
export function makePlan(
  edit: Edit,
  record: EditRecord,
  contact: Contact | undefined,
  isMove: boolean,
): Plan {
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
    // RULE R15. After a crash it may well be that our own removal took effect.
    if (contact === undefined) return { do: "finish", effect: effectTried, lines };
    if (record.tried?.before && !isSameItem(record.tried.before, contact)) {
      // Ours took effect and another device put them back, or it did not and they were changed: they stay.
      return { do: "finish", effect: null, lines: [{ code: "removal-yielded", values: {} }] };
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
  const tried = afterTrial(record, contact);
  if (tried === "took effect") return { do: "finish", effect: effectTried, lines };
  // Whom another device has added too was nobody when the person asked.
  const base = record.base ?? nobody;
  const left = groupsLeft(edit, isMove);
  const standing = left.filter((group) => contact.groups.includes(group));
  const isMovedOn = left.length > 0 && standing.length === 0;
  // Nobody joins what a group has become if another device took them out of that group.
  const wanted = isMovedOn ? edit.deltas : movesFrom(edit.deltas, left, standing);
  const merged = mergeThreeWays(base, wanted, contact, record.yields || tried === "unclear");
  const sent = applyDeltas(contact, merged.deltas);
  if (isSameItem(contact, sent)) {
    const wasOurs = record.isRestoring ? record.effect : null;
    return { do: "finish", effect: wasOurs, lines: merged.lines };
  }
  if (isMovedOn) {
    const [group = ""] = left;
    return { do: "finish", effect: null, lines: [{ code: "move-yielded", values: { group } }] };
  }
  const { deltas } = merged;
  return { do: "send", contact, before: plain(contact), sent: plain(sent), deltas, lines: merged.lines };
}

/** The groups that a move takes its contact out of. */
function groupsLeft({ deltas }: Edit, isMove: boolean): string[] {
  return isMove ? deltas.flatMap((delta) => (delta.do === "leave" ? [delta.group] : [])) : [];
}

/**
 * The moves out of those groups that still stand. Where as many are joined as left, the first join belongs to the first
 * leave, and so on; one group that is joined for several belongs to them all.
 */
function movesFrom(deltas: readonly Delta[], left: readonly string[], standing: readonly string[]): Delta[] {
  const joins = deltas.filter(({ do: act }) => act === "join");
  if (joins.length !== left.length) return [...deltas];
  const gone = left.flatMap((group, place) => (standing.includes(group) ? [] : [place]));
  const dropped = new Set<Delta | undefined>(gone.map((place) => joins[place]));
  return deltas.filter((delta) => !dropped.has(delta));
}

/**
 * What became of a set nobody has answered. A set is one item: where a part of it is seen, all of it took effect. A name
 * that is neither the old one nor ours may have come before or after ours; it is newer than what we knew.
 */
function afterTrial({ tried }: EditRecord, now: Item): "took effect" | "did not" | "unclear" {
  if (tried === null || tried.sent === null) return "did not";
  const { sent } = tried;
  const before = tried.before ?? nobody;
  if (tried.before === null && isSameItem(now, sent)) return "took effect";
  const steps = deltasBetween(before, sent);
  if (steps.some((step) => isSameItem(applyDeltas(now, [step]), now))) return "took effect";
  const isRenamed = steps.some(({ do: act }) => act === "rename") && now.name !== before.name;
  return isRenamed ? "unclear" : "did not";
}

function refuseGone({ address }: Edit): Plan {
  return { do: "refuse", why: { code: "contact-gone", values: { address } }, lines: [] };
}

/** Whom a list does not have. */
export const nobody: Item = { name: "", groups: [] };
