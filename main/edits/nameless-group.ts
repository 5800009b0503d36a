import type { Item } from "../../app/contact.ts";
import type { Delta } from "../../app/edit.ts";
import type { MergeLine } from "../../app/merge.ts";
import type { Failure } from "../../app/result.ts";
import type { SendPlan } from "./plan.ts";

/*
 * RFC 6121 2.3.3 allows a server to refuse a set with a group that has no name. ejabberd refuses it and lists these
 * groups all the same, so a contact in one could never be changed if Kith sent every group back.
 */

/** The same item without the nameless group; the unchanged plan if it only joins that group. */
export function withoutNameless(plan: SendPlan): SendPlan {
  const { sent, before } = plan;
  if (sent === null || !sent.groups.includes("")) return plan;
  const deltas = plan.deltas.filter((delta) => delta.do !== "join" || delta.group !== "");
  if (deltas.length === 0) return plan;
  const left: Delta[] = before?.groups.includes("") === true ? [{ do: "leave", group: "" }] : [];
  const groups = sent.groups.filter((group) => group !== "");
  return { ...plan, sent: { ...sent, groups }, deltas: [...deltas, ...left] };
}

/** Whether the server may have refused only the nameless group, so that the rest is worth another attempt. */
export function mayBeForNameless(plan: SendPlan, { code }: Failure): boolean {
  return (code === "bad-request" || code === "not-acceptable") && withoutNameless(plan) !== plan;
}

/** The merge line for a contact that had to leave the nameless group although nobody asked for it. */
export function linesForNameless(
  before: Item | null,
  sent: Item | null,
  asked: readonly Delta[],
): MergeLine[] {
  const hasLeft = before?.groups.includes("") === true && sent !== null && !sent.groups.includes("");
  const isAsked = asked.some((delta) => delta.do === "leave" && delta.group === "");
  return hasLeft && !isAsked ? [{ code: "nameless-left", values: {}, lost: [] }] : [];
}
