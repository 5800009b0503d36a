import type { Contact } from "../../app/contact.ts";
import type { Delta } from "../../app/edit.ts";
import type { BareJid } from "../../app/jid.ts";
import { ok } from "../../app/result.ts";
import { wallClock } from "../../main/clock.ts";
import { Disk } from "../../main/disk/disk.ts";
import { Edits } from "../../main/edits/edits.ts";
import { openJournal } from "../../main/edits/journal.ts";
import { intentToEdit } from "../../main/edits/intents.ts";
import { AccountModel } from "../../main/roster/model.ts";
import { acceptInto, account, onlineFacts } from "./account-model.ts";

/** The journal's name in its folder. */
export const journalFile = "edits.jsonl";

/**
 * The edits of an account on a real folder, as after a start. `told` gets what a person is told of the file, `sent` the ids of
 * edits that are sent.
 */
export async function editsOnDisk(folder: string, people: Iterable<Contact>, told: string[] = []) {
  const disk = new Disk(folder, {
    onSetAside: (name) => told.push(`set aside ${name}`),
    onCopiedAside: (name) => told.push(`copied ${name}`),
    onUnreadable: (name, reason) => told.push(`${reason} left ${name}`),
    onUnwritable: (name, reason) => told.push(`${reason} ${name}`),
  });
  const sent = new Set<string>();
  const model: AccountModel = new AccountModel(account, onlineFacts, {
    onFact: () => undefined,
    onEntry: (kind, key) => {
      if (kind === "edits" && model.edits.get(key)?.state === "sending") sent.add(key);
    },
  });
  for (const one of people) model.putContact(one);
  const journal = await openJournal(disk, journalFile, account);
  const edits = new Edits(
    model,
    journal.lines,
    journal.open,
    { ask: async () => ok(null), accept: acceptInto(model) },
    wallClock(),
  );
  const change = (who: readonly BareJid[], ...deltas: Delta[]) =>
    edits.take(() => ok(intentToEdit(model, who, deltas, null)));
  const rename = (name: string, ...who: BareJid[]) => change(who, { do: "rename", name });
  const names = () => [...model.edits.values()].flatMap(({ deltas }) => deltas);
  return { edits, model, change, rename, names, sent };
}
