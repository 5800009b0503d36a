import type { UndoAnswer } from "../app/batch.ts";
import { reverseOf } from "../app/change.ts";
import type { Handlers } from "../app/contract.ts";
import { followGroups } from "../app/follow-groups.ts";
import { parseJid, toWire, type BareJid } from "../app/jid.ts";
import type { Delta } from "../app/edit.ts";
import type { Patch } from "../app/patch.ts";
import { fail, ok, type Result } from "../app/result.ts";
import { limits, typedGroups, typedName, typedText } from "../app/typed.ts";
import { typedToWire } from "../app/typed-address.ts";
import { boundedView, type View } from "../app/view.ts";
import type { LanguageChoice } from "../app/words/languages.ts";
import { speak } from "../app/words/words.ts";
import { parseAccountAddress, type Account, type Surroundings } from "./accounts/account.ts";
import { addressToTake } from "./accounts/bound-elsewhere.ts";
import { Disk } from "./disk/disk.ts";
import { tellOfDisk } from "./accounts/disk-notices.ts";
import { openPreferences } from "./accounts/preferences.ts";
import { Registry } from "./accounts/registry.ts";
import { batchWish } from "./edits/batch-wish.ts";
import { takenEdit, type Wish, wishForGroup, wishToEdit, wishToMove } from "./edits/wishes.ts";
import { Publisher } from "./publish/publisher.ts";
import { meantDeltas, meantGroup, meantMoves } from "./publish/shown.ts";
import { Worlds, type DemoSize } from "./worlds.ts";
import type { Stream } from "./xmpp/connection/stream.ts";

export interface KithOptions extends Surroundings {
  /** An existing folder that can be written. */
  readonly profile: string;
  readonly version: string;
  /** Opens the demo at once. */
  readonly demo?: DemoSize;
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
  publisher.setFact("version", options.version);
  const diskListener = tellOfDisk(publisher);
  const disk = new Disk(options.profile, diskListener);
  await disk.sweep();
  const own = new Registry(disk, publisher, options);
  await own.load();
  const preferences = await openPreferences(disk);
  const { language, staysSignedIn } = preferences.current();
  publisher.setFact("language", language);
  speak(language, options.languages);
  publisher.setFact("staysSignedIn", staysSignedIn);
  // A keyring may ask the person to unlock it, and the page waits for nothing.
  void options.secrets
    ?.isAvailable()
    .then((isAvailable) => publisher.setFact("canStaySignedIn", isAvailable));
  const worlds = new Worlds(own, publisher, options, options.profile, diskListener);
  await worlds.begin(options.demo);
  const setLanguage = async (language: LanguageChoice) => {
    // Before anybody hears of it: what they show then is in the new language.
    speak(language, options.languages);
    publisher.setFact("language", language);
    await preferences.change({ language });
  };
  const setStaysSignedIn = async (staysSignedIn: boolean) => {
    if (staysSignedIn === preferences.current().staysSignedIn) return;
    publisher.setFact("staysSignedIn", staysSignedIn);
    await preferences.change({ staysSignedIn });
  };
  return {
    handlers: publishFirst(makeHandlers(worlds, publisher, { setLanguage, setStaysSignedIn }), publisher),
    onPatch: (listener) => publisher.onPatch(listener),
    close: () => worlds.close(),
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

/** Takes what the person prefers from now on. */
interface Preferring {
  readonly setLanguage: (language: LanguageChoice) => Promise<void>;
  readonly setStaysSignedIn: (staysSignedIn: boolean) => Promise<void>;
}

interface Attempt {
  /** Null before it is open, and once the attempt is over. */
  account: Account | null;
  isGivenUp: boolean;
}

function makeHandlers(
  worlds: Worlds,
  publisher: Publisher,
  { setLanguage, setStaysSignedIn }: Preferring,
): Handlers {
  /** Runs `use` with the account, or answers that there is none. */
  async function onAccount<T>(
    key: BareJid,
    use: (account: Account) => Promise<Result<T>> | Result<T>,
  ): Promise<Result<T>> {
    const account = worlds.current.accounts.get(key);
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

  /** Changes everybody in a group; how the list is looked at goes with them. */
  async function changeGroup(account: Account, group: string, to: string | null, isMerge: boolean) {
    const { model, edits } = account;
    const target = to === null ? null : meantGroup(model, to);
    const taken = await edits.take(() => wishForGroup(model, meantGroup(model, group), target, isMerge));
    const batch = taken.ok ? model.batches.get(taken.value.batch) : undefined;
    if (batch !== undefined)
      await look(account, followGroups(model.facts.view, batch.change, model.facts.delimiter));
    return taken;
  }

  async function takenBack(account: Account, answer: Result<UndoAnswer>): Promise<Result<UndoAnswer>> {
    const { view, delimiter } = account.model.facts;
    if (answer.ok) await look(account, followGroups(view, reverseOf(answer.value.undone.change), delimiter));
    return answer;
  }

  async function look(account: Account, view: View): Promise<void> {
    if (view !== account.model.facts.view) await worlds.current.setView(account, view);
  }

  /**
   * The outcome of an attempt. If the server gives another address than was typed, and Kith may use it, the attempt goes on
   * under that address with what was typed, and the person is told (RULE T26).
   */
  async function goOn(
    typed: Account,
    result: Result<null>,
    attempt: Attempt = { account: null, isGivenUp: false },
  ): Promise<Result<{ readonly account: BareJid }>> {
    if (result.ok) return ok({ account: typed.jid.bareJid });
    const registry = worlds.current;
    const address = addressToTake(typed, result.failure);
    const bound = address === null ? null : await registry.openBound(typed, address);
    if (bound === null) return result;
    if (attempt.isGivenUp) {
      await registry.letGo(bound);
      return fail("sign-in-cancelled");
    }
    registry.putFirst(bound);
    attempt.account = bound;
    const signingIn = bound.signInFor(typed);
    await registry.letGo(typed);
    const signedIn = await signingIn;
    attempt.account = null;
    if (!signedIn.ok) return signedIn;
    const values = { address: typed.settings.address, bound: bound.settings.address };
    publisher.addNotice({ id: `bound-elsewhere ${bound.jid.bareJid}`, code: "bound-elsewhere", values });
    return ok({ account: bound.jid.bareJid });
  }

  /** The sign-in asked for last: until a page has heard of its account nobody can name what they cancel. */
  let latest: Attempt | null = null;

  return {
    snapshot: async () => {
      await nextTurn();
      return ok(publisher.snapshot());
    },

    moreOfSnapshot: async ({ more }) => {
      await nextTurn();
      return ok(publisher.moreOfSnapshot(more));
    },

    // The shell whose page says so keeps the count.
    haveRead: async () => ok(null),

    signIn: async ({ address, password, staySignedIn, server }) => {
      const parsed = parseAccountAddress(typedToWire(address));
      if (!parsed.ok) return parsed;
      if (worlds.isDemo) return fail("demo-is-open");
      const attempt: Attempt = { account: null, isGivenUp: false };
      latest = attempt;
      if (staySignedIn !== null) await setStaysSignedIn(staySignedIn);
      const registry = worlds.current;
      // One account at a time on screen: an address that never got online makes room for the next.
      for (const other of registry.accounts.values()) {
        if (!other.isKept && other.jid.bareJid !== parsed.value.account) await registry.letGo(other);
      }
      const account = await registry.open(parsed.value.jid);
      registry.putFirst(account);
      if (account.stream !== undefined) return fail("already-signed-in", { address });
      if (attempt.isGivenUp) {
        if (!account.isKept) await registry.letGo(account);
        return fail("sign-in-cancelled");
      }
      attempt.account = account;
      const result = await account.signIn(password, server, staySignedIn);
      attempt.account = null;
      return goOn(account, result, attempt);
    },

    trustCertificate: ({ account: key, fingerprint }) =>
      onAccount(key, async (account) => {
        return goOn(account, await account.trust(fingerprint));
      }),

    sendPlainPassword: ({ account: key }) =>
      onAccount(key, async (account) => goOn(account, await account.allowPlain())),

    signOut: ({ account: key }) =>
      onAccount(key, async (account) => {
        if (worlds.isDemo) await worlds.leaveDemo();
        else await worlds.current.forget(account);
        return ok(null);
      }),

    startDemo: async () => {
      const opened = await worlds.openDemo({ contacts: null });
      return opened.ok ? worlds.enterDemo() : opened;
    },

    leaveDemo: async () => {
      await worlds.leaveDemo();
      return ok(null);
    },

    cancelSignIn: async ({ account: key }) => {
      if (latest !== null) latest.isGivenUp = true;
      // What is under way comes first: the page may still show the account of an earlier attempt.
      const account = latest?.account ?? (key === null ? null : worlds.current.accounts.get(key));
      if (account === null) return ok(null);
      if (account === undefined) return fail("unknown-account");
      await account.end();
      if (worlds.isDemo) await worlds.leaveDemo();
      else if (!account.isKept) await worlds.current.letGo(account);
      return ok(null);
    },

    setStatus: ({ account: key, show, status }) =>
      onAccount(key, async (account) => {
        await account.setStatus(show, typedText(status, limits.status));
        return ok(null);
      }),

    setLanguage: async ({ language }) => {
      await setLanguage(language);
      return ok(null);
    },

    setView: ({ account: key, change }) =>
      onAccount(key, async (account) => {
        await worlds.current.setView(account, boundedView({ ...account.model.facts.view, ...change }));
        return ok(null);
      }),

    checkConnections: async () => {
      for (const account of worlds.current.accounts.values()) account.checkConnection();
      return ok(null);
    },

    tryNow: ({ account: key }) =>
      onAccount(key, async (account) => {
        const result = await goOn(account, await account.tryNow());
        return result.ok ? ok(null) : result;
      }),

    addContact: ({ account: key, address, name, groups, message, ask }) =>
      onAccount(key, (account) => {
        const parsed = parseJid(typedToWire(address));
        if (!parsed.ok) return parsed;
        const { bareJid, resource } = parsed.value;
        if (resource !== "") return fail("address-has-resource", { address: toWire(parsed.value) });
        if (bareJid === account.jid.bareJid) return fail("address-own");
        if (account.model.contacts.has(bareJid) && !account.edits.isLeaving(bareJid))
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
        const edit = takenEdit(account.model, bareJid, "add", deltas, {
          address: toWire(parsed.value),
          message: ask ? typedText(message, limits.message) : null,
        });
        return takeWish(account, ok({ batch: batchWish({ kind: "add" }), edits: [edit] }));
      }),

    editContact: ({ account: key, contact: bareJid, deltas }) =>
      onAccount(key, (account) => {
        if (!account.model.contacts.has(bareJid)) return fail("unknown-contact");
        const wish = wishToEdit(account.model, [bareJid], meantDeltas(account.model, deltas), null);
        const why = wish.edits[0]?.why ?? null;
        return why === null ? takeWish(account, ok(wish)) : { ok: false, failure: why };
      }),

    editContacts: ({ account: key, batch, contacts, deltas }) =>
      onAccount(key, ({ model, edits }) =>
        edits.take(() => ok(wishToEdit(model, contacts, meantDeltas(model, deltas), batch))),
      ),

    moveContacts: ({ account: key, batch, moves, to }) =>
      onAccount(key, ({ model, edits }) => {
        const target = to === null ? null : meantGroup(model, to);
        return edits.take(() => wishToMove(model, meantMoves(model, moves), target, batch));
      }),

    removeContacts: ({ account: key, batch, contacts }) =>
      onAccount(key, ({ model, edits }) =>
        edits.takeRemoval(() => ({
          batch: batchWish({ kind: "remove" }, batch),
          edits: contacts.map((contact) => takenEdit(model, contact, "remove", [])),
        })),
      ),

    askContacts: ({ account: key, batch, contacts, message }) =>
      onAccount(key, ({ model, edits }) => {
        const text = typedText(message, limits.message);
        return edits.take(() =>
          ok({
            batch: batchWish({ kind: "ask" }, batch),
            edits: contacts.map((contact) => takenEdit(model, contact, "ask", [], { message: text })),
          }),
        );
      }),

    renameGroup: ({ account: key, group, to }) =>
      onAccount(key, (account) => changeGroup(account, group, to, false)),

    mergeGroup: ({ account: key, group, into }) =>
      onAccount(key, (account) => changeGroup(account, group, into, true)),

    deleteGroup: ({ account: key, group }) =>
      onAccount(key, (account) => changeGroup(account, group, null, true)),

    stopBatch: ({ account: key, batch }) => onAccount(key, ({ edits }) => edits.stopBatch(batch)),
    retryBatch: ({ account: key, batch }) => onAccount(key, ({ edits }) => edits.retryBatch(batch)),
    giveUpBatch: ({ account: key, batch }) => onAccount(key, ({ edits }) => edits.giveUpBatch(batch)),
    undo: ({ account: key, batch }) =>
      onAccount(key, async (account) => takenBack(account, await account.edits.undo(batch))),
    redo: ({ account: key }) =>
      onAccount(key, async (account) => takenBack(account, await account.edits.redo())),

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
        account.model.remove("troubles", contact);
        return ok(null);
      }),

    dismissMerges: ({ account: key, contact }) =>
      onAccount(key, ({ edits }) => {
        edits.dismissMerges(contact === null ? null : [contact]);
        return ok(null);
      }),

    putBack: ({ account: key, contact, code }) => onAccount(key, ({ edits }) => edits.putBack(contact, code)),
    addAgain: ({ account: key, edit }) => onAccount(key, ({ edits }) => edits.addAgain(edit)),

    dismissStray: ({ account: key, contact }) =>
      onAccount(key, async (account) => {
        await worlds.current.dismissStray(account, contact);
        return ok(null);
      }),

    dismissNotice: async ({ notice }) => {
      publisher.removeNotice(notice);
      return ok(null);
    },
  };
}

/** A page that asks for thousands of snapshots is given one a turn, so that they are not all in memory at once. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** For commands about one contact, which answer no more than that it was taken. */
async function takeWish(account: Account, wish: Result<Wish>): Promise<Result<null>> {
  const taken = await account.edits.take(() => wish);
  return taken.ok ? ok(null) : taken;
}
