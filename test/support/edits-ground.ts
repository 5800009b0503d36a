import type { Contact } from "../../app/contact.ts";
import type { BareJid } from "../../app/jid.ts";
import { wallClock } from "../../main/clock.ts";
import { Edits } from "../../main/edits/edits.ts";
import type { Journal } from "../../main/edits/journal.ts";
import type { Line } from "../../main/edits/line.ts";
import type { AccountModel } from "../../main/roster/model.ts";
import { acceptInto, contact, createModel } from "./account-model.ts";
import { FakeStream, settled } from "./fake-stream.ts";

/** A server's whole roster, as a test writes it down. */
export type Roster = Readonly<
  Record<string, { readonly name?: string; readonly groups?: readonly string[] }>
>;

/**
 * The edits of one account over a scripted stream, with a journal in memory that can be told to be full. `serve` makes the
 * server answer every open request, now and later, and keeps its roster.
 */
export interface EditsGround {
  readonly edits: Edits;
  readonly model: AccountModel;
  readonly stream: FakeStream;
  readonly lines: Line[];
  readonly asked: readonly BareJid[];
  /** `flushing` resolves when accepted edits are on disk. */
  readonly disk: { isFull: boolean; flushing: Promise<void> };
  readonly roster: () => Roster;
  /** A change by another device. */
  readonly push: (bareJid: BareJid, more: Partial<Contact> | "removed") => void;
  readonly serve: () => Promise<void>;
  /** Continues on another stream. Returns a function that serves it. */
  readonly goOn: () => () => Promise<void>;
}

const done = `<iq type="result" id="x"/>`;

export function editsGround(contacts: readonly Contact[], lines: readonly Line[] = []): EditsGround {
  const { model } = createModel();
  for (const one of contacts) model.putContact(one);
  const written: Line[] = [...lines];
  const disk = { isFull: false, flushing: Promise.resolve() };
  const asked: BareJid[] = [];
  const write = (line: Line) => {
    if (!disk.isFull) written.push(line);
    return !disk.isFull;
  };
  const journal: Journal = {
    take: async (make, apply) => {
      const isSafe = write(make());
      await disk.flushing;
      if (isSafe) apply(make());
      return isSafe;
    },
    note: write,
    close: () => undefined,
    remove: () => Promise.resolve(),
  };
  const edits = new Edits(
    model,
    lines,
    () => journal,
    {
      ask: async (_stream, { bareJid }) => {
        asked.push(bareJid);
        return { ok: true, value: null };
      },
      accept: acceptInto(model),
    },
    wallClock(),
  );
  const stream = new FakeStream();
  edits.resume(stream);
  const push: EditsGround["push"] = (bareJid, more) => {
    if (more === "removed") model.removeContact(bareJid);
    else model.putContact({ ...(model.contacts.get(bareJid) ?? contact(bareJid)), ...more });
    edits.handlePush(bareJid);
  };
  const serveOn = (online: FakeStream) => async () => {
    for (await settled(); online.open.length > 0; await settled()) {
      const { iq, answer } = online.next;
      const item = iq.getChild("query")?.getChild("item");
      const bareJid = item?.attrs["jid"] as BareJid;
      await answer(done);
      push(
        bareJid,
        item?.attrs["subscription"] === "remove"
          ? "removed"
          : {
              name: item?.attrs["name"] ?? "",
              groups: item?.getChildren("group").map((group) => group.getText()) ?? [],
            },
      );
    }
  };
  const goOn = () => {
    const next = new FakeStream();
    edits.suspend();
    edits.resume(next);
    return serveOn(next);
  };
  const roster = () =>
    Object.fromEntries(
      [...model.contacts.values()].map(({ bareJid, name, groups }) => [bareJid, { name, groups }]),
    );
  const serve = serveOn(stream);
  return { edits, model, stream, lines: written, asked, disk, roster, push, serve, goOn };
}
