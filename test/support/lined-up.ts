import type { Contact } from "../../app/contact.ts";
import type { Edit } from "../../app/edit.ts";
import { Ledger } from "../../main/edits/ledger.ts";
import type { Line } from "../../main/edits/line.ts";
import { EditQueue, type QueueOptions } from "../../main/edits/queue.ts";
import { acceptInto } from "./account-model.ts";
import { batchIntent } from "../../main/edits/batch-intent.ts";
import { retryStep, takeStep } from "../../main/edits/steps.ts";
import { takenEdit } from "../../main/edits/intents.ts";
import type { AccountModel } from "../../main/roster/model.ts";

/** A queue whose journal is a list in memory, and a short way to ask for an edit. */
export interface LinedUp {
  readonly queue: EditQueue;
  readonly ledger: Ledger;
  readonly lines: readonly Line[];
  readonly add: (edit: Pick<Edit, "bareJid" | "kind" | "deltas"> & Partial<Edit>) => string;
  readonly retry: (id: string) => void;
}

export function linedUp(model: AccountModel, more: { readonly asked?: Contact[] } = {}): LinedUp {
  const ledger = new Ledger(model);
  const lines: Line[] = [];
  const record = (line: Line) => {
    lines.push(line);
    ledger.apply(line);
  };
  const write = (line: Line) => {
    record(line);
    return true;
  };
  const ask: QueueOptions["ask"] = async (_stream, contact) => {
    more.asked?.push(contact);
    return { ok: true, value: null };
  };
  const queue = new EditQueue({ model, ledger, write, record, ask, accept: acceptInto(model) });
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
      record(takeStep(ledger, { batch: batchIntent({ kind: "edit" }), edits: [{ ...edit, why: null }] }));
      queue.put([edit]);
      return edit.id;
    },
    retry: (id) => {
      record(retryStep(ledger, id));
      const edit = model.edits.get(id);
      if (edit !== undefined) queue.put([edit]);
    },
  };
}

/** A journal for tests that need none. */
export const noJournal = {
  lines: [],
  open: () => ({
    take: async (make: () => Line, apply: (line: Line) => void) => {
      apply(make());
      return true;
    },
    note: () => true,
    close: () => undefined,
    remove: () => Promise.resolve(),
  }),
} as const;
