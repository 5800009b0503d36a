import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Batch, Undoable } from "../../app/batch.ts";
import type { Contact } from "../../app/contact.ts";
import type { BareJid } from "../../app/jid.ts";
import { wallClock } from "../../main/clock.ts";
import { Disk } from "../../main/disk/disk.ts";
import { Edits } from "../../main/edits/edits.ts";
import { openJournal } from "../../main/edits/journal.ts";
import type { AccountModel } from "../../main/roster/model.ts";
import { acceptInto, account, contact, createModel } from "./account-model.ts";
import { FakeStream, settled } from "./fake-stream.ts";

type PlayedBatch = Pick<Batch, "id" | "count" | "done" | "refused" | "dropped" | "state">;

/** What a journal brings back and what comes of it. Of a batch it has the numbers, not the description. */
export interface Played {
  readonly notices: readonly string[];
  readonly edits: readonly unknown[];
  readonly batches: readonly PlayedBatch[];
  readonly merges: readonly unknown[];
  readonly undoable: unknown;
  readonly redoable: unknown;
  /** The items that are sent, in order. */
  readonly sent: readonly string[];
  /** The list when everything is sent. */
  readonly roster: unknown;
  readonly mergesThen: readonly unknown[];
  /** The list after each undo, until there is nothing to undo. */
  readonly undone: readonly unknown[];
  /** The list after each redo. */
  readonly redone: readonly unknown[];
}

/** Starts with a journal and these contacts on a server that accepts everything, then undoes and redoes all it can. */
export async function playJournal(text: string, contacts: readonly Contact[]): Promise<Played> {
  const folder = await mkdtemp(join(tmpdir(), "kith-played-"));
  const notices: string[] = [];
  try {
    await writeFile(join(folder, "edits.jsonl"), text);
    const disk = new Disk(folder, {
      onSetAside: () => notices.push("set aside"),
      onCopiedAside: () => notices.push("copied aside"),
      onUnreadable: () => notices.push("unreadable"),
      onUnwritable: () => notices.push("unwritable"),
    });
    const { model } = createModel();
    for (const one of contacts) model.putContact(one);
    const journal = await openJournal(disk, "edits.jsonl", account);
    const edits = new Edits(
      model,
      journal.lines,
      journal.open,
      { ask: async () => ({ ok: true, value: null }), accept: acceptInto(model) },
      wallClock(),
    );
    const start = {
      edits: [...model.edits.values()],
      batches: [...model.batches.values()].map(({ id, count, done, refused, dropped, state }) => ({
        ...{ id, count, done, refused, dropped, state },
      })),
      merges: [...model.merges.values()],
      undoable: numbersOf(model.facts.undoable),
      redoable: numbersOf(model.facts.redoable),
    };
    const stream = new FakeStream();
    const sent: string[] = [];
    const serve = async () => {
      for (await settled(); stream.open.length > 0; await settled())
        sent.push(await acceptNext(stream, model, edits));
    };
    edits.resume(stream);
    await serve();
    const then = { sent: [...sent], roster: rosterOf(model), mergesThen: [...model.merges.values()] };
    const rosters = async (act: () => Promise<{ readonly ok: boolean }>) => {
      const found: unknown[] = [];
      while ((await act()).ok) {
        await serve();
        found.push(rosterOf(model));
      }
      return found;
    };
    const undone = await rosters(() => edits.undo(null));
    const redone = await rosters(() => edits.redo());
    edits.close();
    return { notices, ...start, ...then, undone, redone };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The server accepts the oldest set and pushes the item; gives the item as text. */
async function acceptNext(stream: FakeStream, model: AccountModel, edits: Edits): Promise<string> {
  const { iq, answer } = stream.next;
  const item = iq.getChild("query")?.getChild("item");
  const bareJid = item?.attrs["jid"] as BareJid;
  const groups = item?.getChildren("group").map((group) => group.getText()) ?? [];
  const name = item?.attrs["name"] ?? "";
  const isRemoval = item?.attrs["subscription"] === "remove";
  await answer(`<iq type="result" id="x"/>`);
  if (isRemoval) model.removeContact(bareJid);
  else model.putContact({ ...(model.contacts.get(bareJid) ?? contact(bareJid)), name, groups });
  edits.handlePush(bareJid);
  return isRemoval ? `remove ${bareJid}` : `${bareJid} "${name}" ${JSON.stringify(groups)}`;
}

function rosterOf({ contacts }: AccountModel): Record<string, string> {
  return Object.fromEntries(
    [...contacts.values()].map(({ bareJid, name, groups }) => [bareJid, `"${name}" ${groups.join(", ")}`]),
  );
}

function numbersOf(undoable: Undoable | null): unknown {
  return undoable && { batch: undoable.batch, count: undoable.count, contact: undoable.contact };
}
