import * as z from "zod";
import type { Item } from "./contact.ts";
import type { BareJid } from "./jid.ts";
import type { Failure } from "./result.ts";

/**
 * One small change a person asked for. Never a whole item: the item is computed when it is sent, from the newest
 * contact known plus the deltas, so that no group or name of another device is lost (RFC 6121 2.4.1).
 */
export const deltaSchema = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("rename"), name: z.string() }),
  z.strictObject({ do: z.literal("join"), group: z.string() }),
  z.strictObject({ do: z.literal("leave"), group: z.string() }),
]);
export type Delta = z.infer<typeof deltaSchema>;

export const editKinds = ["add", "change", "remove", "ask"] as const;

/** An edit on its way, shown on the contact's row until the server has confirmed or refused it. */
export interface Edit {
  readonly id: string;
  /** The batch it belongs to; an edit by itself is a batch of one. */
  readonly batch: string;
  readonly bareJid: BareJid;
  /** The address as it will be sent, for a contact that is not on the list yet. */
  readonly address: string;
  readonly kind: (typeof editKinds)[number];
  readonly deltas: readonly Delta[];
  /** The message of the request that an `ask` sends, or that follows an `add`; null if nobody is asked. */
  readonly message: string | null;
  /** `held`: a removal that still waits (`removalWait`): not sent yet, and not on disk. */
  readonly state: "held" | "waiting" | "sending" | "refused";
  readonly why: Failure | null;
}

/** What a contact becomes under some deltas. Order is kept; a group that is joined twice is there once. */
export function applyDeltas<T extends Item>(contact: T, deltas: readonly Delta[]): T {
  let { name, groups } = contact;
  for (const delta of deltas) {
    if (delta.do === "rename") name = delta.name;
    else if (delta.do === "leave") groups = groups.filter((group) => group !== delta.group);
    else if (!groups.includes(delta.group)) groups = [...groups, delta.group];
  }
  return { ...contact, name, groups };
}

/** The deltas that turn one item into another. */
export function deltasBetween(from: Item, to: Item): Delta[] {
  return [
    ...(to.name === from.name ? [] : [{ do: "rename" as const, name: to.name }]),
    ...to.groups
      .filter((group) => !from.groups.includes(group))
      .map((group) => ({ do: "join" as const, group })),
    ...from.groups
      .filter((group) => !to.groups.includes(group))
      .map((group) => ({ do: "leave" as const, group })),
  ];
}
