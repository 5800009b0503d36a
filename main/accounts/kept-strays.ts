import type { BareJid } from "../../app/jid.ts";
import type { Disk } from "../disk/disk.ts";
import type { InTurn } from "../in-turn.ts";
import type { AccountModel } from "../roster/model.ts";
import type { StrayMessage } from "../xmpp/message.ts";
import { accountFiles } from "./account-files.ts";

/** What is kept of messages that reached an account, in characters and in number. Beyond it they are only counted. */
const maxText = 16_000_000;
const maxMessages = 10_000;

/** The messages that reached Kith although it takes none (RULE P0): in full on disk, and counted by sender in the model. */
export class KeptStrays {
  readonly #disk: Disk;
  readonly #writing: InTurn;
  readonly #messages = new Map<BareJid, StrayMessage[]>();
  readonly #planned = new Map<BareJid, Promise<unknown>>();

  constructor(disk: Disk, writing: InTurn) {
    this.#disk = disk;
    this.#writing = writing;
  }

  /** Shows the messages of earlier runs. */
  async load(model: AccountModel): Promise<void> {
    const { account } = model;
    // The messages of an account that comes back may not be on disk yet.
    const known = this.#messages.get(account);
    const messages = known ?? (await accountFiles(this.#disk, account).strays.read())?.messages;
    if (messages === undefined) return;
    this.#messages.set(account, messages);
    show(model, messages);
  }

  /** Keeps a message; false if there is no more room. */
  keep(model: AccountModel, message: StrayMessage): boolean {
    const kept = this.#messages.get(model.account) ?? [];
    const size = kept.reduce((sum, { body }) => sum + body.length, 0);
    if (size + message.body.length > maxText || kept.length >= maxMessages) {
      if (model.strays.has(message.bareJid)) show(model, [message]);
      return false;
    }
    kept.push(message);
    this.#messages.set(model.account, kept);
    show(model, [message]);
    void this.#save(model.account);
    return true;
  }

  /** The person has seen that somebody wrote. */
  async dismiss(model: AccountModel, sender: BareJid): Promise<void> {
    model.remove("strays", sender);
    const kept = this.#messages.get(model.account) ?? [];
    this.#messages.set(
      model.account,
      kept.filter(({ bareJid }) => bareJid !== sender),
    );
    await this.#save(model.account);
  }

  /** Several that come before the file is written are written together. */
  #save(account: BareJid): Promise<unknown> {
    const planned = this.#planned.get(account);
    if (planned !== undefined) return planned;
    const file = accountFiles(this.#disk, account).strays;
    const saving = this.#writing.run(async () => {
      this.#planned.delete(account);
      const messages = [...(this.#messages.get(account) ?? [])];
      if (messages.length === 0) await file.remove();
      else await file.write({ version: 1, account, messages });
    });
    this.#planned.set(account, saving);
    return saving;
  }
}

function show(model: AccountModel, messages: readonly StrayMessage[]): void {
  for (const { bareJid, address } of messages) {
    const count = (model.strays.get(bareJid)?.count ?? 0) + 1;
    model.put("strays", { bareJid, address, count });
  }
}
