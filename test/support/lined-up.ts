import { randomUUID } from "node:crypto";
import type { Contact } from "../../app/contact.ts";
import type { Edit } from "../../app/edit.ts";
import { Ledger } from "../../main/edits/ledger.ts";
import type { Line } from "../../main/edits/line.ts";
import { EditQueue, type QueueOptions } from "../../main/edits/queue.ts";
import { acceptInto } from "./account-model.ts";
import { batchWish } from "../../main/edits/batch-wish.ts";
import { takenEdit } from "../../main/edits/wishes.ts";
import type { AccountModel } from "../../main/roster/model.ts";

/** A queue whose journal is a list in memory, and a short way to ask for an edit. */
export interface LinedUp {
  readonly queue: EditQueue;
  readonly ledger: Ledger;
  readonly lines: readonly Line[];
  readonly add: (wish: Pick<Edit, "bareJid" | "kind" | "deltas"> & Partial<Edit>) => string;
  readonly retry: (id: string) => void;
}

export function linedUp(
  model: AccountModel,
  more: { readonly asked?: Contact[]; readonly takes?: (line: Line) => boolean } = {},
): LinedUp {
  const ledger = new Ledger(model);
  const lines: Line[] = [];
  const commit = (line: Line) => {
    if (more.takes?.(line) === false) return false;
    lines.push(line);
    ledger.apply(line);
    return true;
  };
  const ask: QueueOptions["ask"] = async (_stream, contact) => {
    more.asked?.push(contact);
    return { ok: true, value: null };
  };
  const queue = new EditQueue({ model, ledger, commit, ask, accept: acceptInto(model) });
  return {
    queue,
    ledger,
    lines,
    add: ({ bareJid, kind, deltas, address, message }) => {
      const edit = takenEdit(model, bareJid, kind, deltas, {
        ...(address === undefined ? {} : { address }),
        message: message ?? null,
      });
      // The queue itself has to notice people who are not on the list.
      commit({
        do: "take",
        batch: batchWish({ kind: "edit" }, randomUUID()),
        edits: [{ ...edit, why: null }],
        effects: [],
        drops: [],
      });
      queue.put([edit]);
      return edit.id;
    },
    retry: (id) => {
      commit({ do: "retry", edit: id });
      const edit = model.edits.get(id);
      if (edit !== undefined) queue.put([edit]);
    },
  };
}

/** A journal for tests that need none. */
export const noJournal = {
  lines: [],
  open: () => ({
    take: async (_line: Line, apply: () => void) => {
      apply();
      return true;
    },
    note: () => true,
    close: () => undefined,
    remove: () => Promise.resolve(),
  }),
} as const;
