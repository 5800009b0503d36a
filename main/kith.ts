import { randomUUID } from "node:crypto";
import type { Contact } from "../app/contact.ts";
import type { Handlers } from "../app/contract.ts";
import { parseJid, toWire, type BareJid } from "../app/jid.ts";
import { applyDeltas, type Delta } from "../app/edit.ts";
import type { Patch } from "../app/patch.ts";
import { fail, ok, type Result } from "../app/result.ts";
import { limits, typedGroups, typedName, typedText } from "../app/typed.ts";
import { parseAccountAddress, type Account, type Surroundings } from "./accounts/account.ts";
import { Disk } from "./accounts/disk.ts";
import { Registry } from "./accounts/registry.ts";
import type { AccountModel } from "./roster/model.ts";
import { Publisher } from "./roster/publisher.ts";
import type { Stream } from "./xmpp/connection/stream.ts";

export interface KithOptions extends Surroundings {
  /** An existing folder that can be written. */
  readonly profile: string;
  readonly version: string;
}

/** The application, whatever shell shows it. */
export interface Kith {
  readonly handlers: Handlers;
  /** Calls the listener for each patch, in order. The answer ends it. */
  readonly onPatch: (listener: (patch: Patch) => void) => () => void;
  /** Says goodbye to the servers and finishes writing; within some two seconds. */
  readonly close: () => Promise<void>;
}

/** Starts Kith on a profile folder: the accounts of the last time are there at once, with their cached lists. */
export async function createKith(options: KithOptions): Promise<Kith> {
  const publisher = new Publisher();
  const disk = new Disk(options.profile, {
    onSetAside: (file, asideName) => {
      publisher.addNotice({ id: randomUUID(), code: "file-set-aside", values: { file, asideName } });
    },
    onUnwritable: (file, reason) => {
      // One sentence is enough however many writes fail.
      publisher.addNotice({ id: "disk-unwritable", code: "disk-unwritable", values: { file, reason } });
    },
  });
  const registry = new Registry(disk, publisher, options);
  await registry.load();
  // A keyring may ask the person to unlock it, and the page waits for nothing.
  void options.secrets?.isAvailable().then((isAvailable) => publisher.setCanStaySignedIn(isAvailable));
  return {
    handlers: publishFirst(makeHandlers(registry, publisher, options.version), publisher),
    onPatch: (listener) => publisher.onPatch(listener),
    close: () => registry.close(),
  };
}

/** What a command changed is published before its answer, so that a page never reads an answer to an older state. */
function publishFirst(handlers: Handlers, publisher: Publisher): Handlers {
  const entries = Object.entries(handlers).map(
    ([name, handler]: [string, (input: never) => Promise<unknown>]) => [
      name,
      async (input: never) => {
        const answer = await handler(input);
        publisher.flush();
        return answer;
      },
    ],
  );
  return Object.fromEntries(entries) as Handlers;
}

function makeHandlers(registry: Registry, publisher: Publisher, version: string): Handlers {
  /** Runs `use` with the account, or answers that there is none. */
  async function onAccount<T>(
    key: BareJid,
    use: (account: Account) => Promise<Result<T>> | Result<T>,
  ): Promise<Result<T>> {
    const account = registry.accounts.get(key);
    return account === undefined ? fail("unknown-account") : use(account);
  }

  /** The same for what needs a stream. */
  function onStream<T>(
    key: BareJid,
    use: (account: Account, stream: Stream) => Promise<Result<T>> | Result<T>,
  ) {
    return onAccount(key, (account) => {
      const { stream } = account;
      return stream === undefined ? fail("not-online") : use(account, stream);
    });
  }

  return {
    snapshot: async () => ok({ ...publisher.snapshot(), version }),

    signIn: async ({ address, password, staySignedIn, server }) => {
      const parsed = parseAccountAddress(address);
      if (!parsed.ok) return parsed;
      // One account at a time on screen: an address that never got online makes room for the next.
      for (const other of registry.accounts.values()) {
        if (!other.isKept && other.jid.bareJid !== parsed.value.account) await registry.forget(other);
      }
      const account = await registry.open(parsed.value.jid);
      registry.putFirst(account);
      if (account.stream !== undefined) return fail("already-signed-in", { address });
      const result = await account.signIn(password, server, staySignedIn);
      return result.ok ? ok({ account: parsed.value.account }) : result;
    },

    trustCertificate: ({ account: key, fingerprint }) =>
      onAccount(key, async (account) => {
        const result = await account.trust(fingerprint);
        return result.ok ? ok({ account: key }) : result;
      }),

    signOut: ({ account: key }) =>
      onAccount(key, async (account) => {
        await registry.forget(account);
        return ok(null);
      }),

    cancelSignIn: ({ account: key }) =>
      onAccount(key, async (account) => {
        await account.end();
        if (!account.isKept) await registry.forget(account);
        return ok(null);
      }),

    setStatus: ({ account: key, show, status }) =>
      onAccount(key, async (account) => {
        await account.setStatus(show, typedText(status, limits.status));
        return ok(null);
      }),

    setView: ({ account: key, view }) =>
      onAccount(key, async (account) => {
        await registry.setView(account, view);
        return ok(null);
      }),

    tryNow: ({ account: key }) => onAccount(key, (account) => account.tryNow()),

    addContact: ({ account: key, address, name, groups, message, ask }) =>
      onAccount(key, (account) => {
        const parsed = parseJid(address);
        if (!parsed.ok) return parsed;
        const { bareJid, resource } = parsed.value;
        if (resource !== "") return fail("address-has-resource", { address: toWire(parsed.value) });
        if (bareJid === account.jid.bareJid) return fail("address-own");
        if (account.model.contacts.has(bareJid))
          return fail("address-is-contact", { address: toWire(parsed.value) });
        const cleanName = typedName(name);
        if (!cleanName.ok) return cleanName;
        const cleanGroups = typedGroups(groups);
        if (!cleanGroups.ok) return cleanGroups;
        const deltas: Delta[] = [
          // No name given is none taken away: another device may add the same person first.
          ...(cleanName.value === "" ? [] : [{ do: "rename" as const, name: cleanName.value }]),
          ...cleanGroups.value.map((group): Delta => ({ do: "join", group })),
        ];
        const text = typedText(message, limits.message);
        account.edits.add({ bareJid, address: toWire(parsed.value), kind: "add", deltas }, () => {
          const { stream } = account;
          const contact = account.model.contacts.get(bareJid);
          // RFC 6121 3.1.2: the item first, so that its name and groups are there when the request is pushed.
          if (ask && stream !== undefined && contact !== undefined) {
            void account.subscriptions.act(stream, contact, "ask", text);
          }
        });
        return ok(null);
      }),

    editContact: ({ account: key, contact: bareJid, deltas }) =>
      onAccount(key, (account) => {
        const contact = account.model.contacts.get(bareJid);
        if (contact === undefined) return fail("unknown-contact");
        const clean = cleanDeltas(account.model, contact, deltas);
        if (!clean.ok) return clean;
        const groups = applyDeltas(contact, clean.value).groups;
        if (groups.length > Math.max(limits.groups, contact.groups.length)) {
          return fail("too-many-groups", { limit: limits.groups });
        }
        account.edits.add({ bareJid, address: contact.address, kind: "change", deltas: clean.value });
        return ok(null);
      }),

    removeContact: ({ account: key, contact: bareJid }) =>
      onAccount(key, (account) => {
        const contact = account.model.contacts.get(bareJid);
        if (contact === undefined) return fail("unknown-contact");
        account.edits.add({ bareJid, address: contact.address, kind: "remove", deltas: [] });
        return ok(null);
      }),

    retryEdit: ({ account: key, edit }) => onAccount(key, (account) => account.edits.retry(edit)),
    dismissEdit: ({ account: key, edit }) => onAccount(key, (account) => account.edits.dismiss(edit)),

    subscription: ({ account: key, contact: bareJid, act, message }) =>
      onStream(key, (account, stream) => {
        const contact = account.model.contacts.get(bareJid);
        if (contact === undefined) return fail("unknown-contact");
        return account.subscriptions.act(stream, contact, act, typedText(message, limits.message));
      }),

    answerRequest: ({ account: key, contact: bareJid, answer }) =>
      onAccount(key, (account) => {
        const { stream, subscriptions } = account;
        if (answer === "not-now") return subscriptions.defer(bareJid);
        if (stream === undefined) return fail("not-online");
        return answer === "accept"
          ? subscriptions.accept(stream, bareJid)
          : subscriptions.deny(stream, bareJid);
      }),

    dismissTrouble: ({ account: key, contact }) =>
      onAccount(key, (account) => {
        account.model.clearTrouble(contact);
        return ok(null);
      }),

    dismissStray: ({ account: key, contact }) =>
      onAccount(key, async (account) => {
        await registry.dismissStray(account, contact);
        return ok(null);
      }),

    dismissNotice: async ({ notice }) => {
      publisher.removeNotice(notice);
      return ok(null);
    },
  };
}

/**
 * Limits and cleaning apply to what is typed now. A name that stays, a group that is left, or one that somebody on the
 * list is in already, is the server's own word and is carried back unchanged (RULE R14).
 */
function cleanDeltas(model: AccountModel, contact: Contact, deltas: readonly Delta[]): Result<Delta[]> {
  const clean: Delta[] = [];
  for (const delta of deltas) {
    if (delta.do === "rename" && delta.name !== contact.name) {
      const name = typedName(delta.name);
      if (!name.ok) return name;
      clean.push({ do: "rename", name: name.value });
    } else if (delta.do !== "join" || isKnownGroup(model, delta.group)) {
      clean.push(delta);
    } else {
      const groups = typedGroups([delta.group]);
      if (!groups.ok) return groups;
      clean.push(...groups.value.map((group): Delta => ({ do: "join", group })));
    }
  }
  return ok(clean);
}

function isKnownGroup(model: AccountModel, group: string): boolean {
  for (const contact of model.contacts.values()) if (contact.groups.includes(group)) return true;
  return false;
}
