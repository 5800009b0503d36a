import type { Handlers } from "../app/contract.ts";
import type { BareJid } from "../app/jid.ts";
import { fail, ok, type Result } from "../app/result.ts";
import { limits, typedText } from "../app/typed.ts";
import { boundedView } from "../app/view.ts";
import type { Account } from "./accounts/account.ts";
import { changeGroup, reverted } from "./accounts/group-changes.ts";
import type { Preferences } from "./accounts/preferences.ts";
import { SignIn } from "./accounts/sign-in.ts";
import type { DiagnosisLog } from "./diagnosis/diagnosis-log.ts";
import { intentToAdd } from "./edits/intent-to-add.ts";
import { intentToAsk, intentToEdit, intentToEditOne, intentToMove, intentToRemove } from "./edits/intents.ts";
import type { Publisher } from "./publish/publisher.ts";
import { meantDeltas, meantGroup, meantMoves } from "./publish/shown.ts";
import type { Worlds } from "./worlds.ts";

/** What each command of the contract does. */
export function createCommands(
  worlds: Worlds,
  publisher: Publisher,
  preferences: Preferences,
  diagnosis: DiagnosisLog,
): Handlers {
  const signIn = new SignIn(worlds, publisher, preferences);

  /** A command to one account; `unknown-account` if it is not there. */
  const onAccount =
    <I extends { readonly account: BareJid }, T>(
      act: (account: Account, input: I) => Promise<Result<T>> | Result<T>,
    ) =>
    async (input: I): Promise<Result<T>> => {
      const account = worlds.current.accounts.get(input.account);
      return account === undefined ? fail("unknown-account") : act(account, input);
    };

  return {
    snapshot: async () => {
      await nextTurn();
      return ok(publisher.snapshot());
    },
    moreOfSnapshot: async ({ more }) => {
      await nextTurn();
      return ok(publisher.moreOfSnapshot(more));
    },
    // The shell of that page keeps the count.
    haveRead: async () => ok(null),

    signIn: async (typed) => (worlds.isDemo ? fail("demo-is-open") : signIn.start(typed)),
    trustCertificate: onAccount((account, { fingerprint }) => signIn.trust(account, fingerprint)),
    sendPlainPassword: onAccount((account) => signIn.allowPlain(account)),
    tryNow: onAccount((account) => signIn.tryNow(account)),
    cancelSignIn: ({ account }) => signIn.cancel(account),
    signOut: onAccount((account) => done(worlds.signOut(account))),
    startDemo: () => worlds.startDemo(),
    leaveDemo: () => done(worlds.leaveDemo()),

    setStatus: onAccount((account, { show, status }) =>
      done(account.setStatus(show, typedText(status, limits.status))),
    ),
    setLanguage: ({ language }) => done(preferences.setLanguage(language)),
    setView: onAccount((account, { change }) => {
      const view = boundedView({ ...account.model.facts.view, ...change });
      return done(worlds.current.setView(account, view));
    }),
    checkConnections: async ({ reason }) => {
      for (const account of worlds.current.accounts.values()) account.checkConnection(reason);
      return ok(null);
    },
    diagnosis: async ({ after }) => ok(diagnosis.since(after)),

    addContact: onAccount(({ model, edits }, typed) =>
      edits.take(() => intentToAdd(model, typed, (bareJid) => edits.isLeaving(bareJid))),
    ),
    editContact: onAccount(({ model, edits }, { contact, deltas }) =>
      edits.take(() => intentToEditOne(model, contact, meantDeltas(model, deltas))),
    ),
    editContacts: onAccount(({ model, edits }, { batch, contacts, deltas }) =>
      edits.take(() => ok(intentToEdit(model, contacts, meantDeltas(model, deltas), batch))),
    ),
    moveContacts: onAccount(({ model, edits }, { batch, moves, to }) =>
      edits.take(() =>
        intentToMove(model, meantMoves(model, moves), to === null ? null : meantGroup(model, to), batch),
      ),
    ),
    removeContacts: onAccount(({ model, edits }, { batch, contacts }) =>
      edits.takeRemoval(() => intentToRemove(model, contacts, batch)),
    ),
    askContacts: onAccount(({ model, edits }, { batch, contacts, message }) =>
      edits.take(() => ok(intentToAsk(model, contacts, typedText(message, limits.message), batch))),
    ),
    renameGroup: onAccount((account, { group, to }) =>
      changeGroup(worlds.current, account, group, to, false),
    ),
    mergeGroup: onAccount((account, { group, into }) =>
      changeGroup(worlds.current, account, group, into, true),
    ),
    deleteGroup: onAccount((account, { group }) => changeGroup(worlds.current, account, group, null, true)),

    stopBatch: onAccount(({ edits }, { batch }) => edits.stopBatch(batch)),
    retryBatch: onAccount(({ edits }, { batch }) => edits.retryBatch(batch)),
    giveUpBatch: onAccount(({ edits }, { batch }) => edits.giveUpBatch(batch)),
    undo: onAccount(async (account, { batch }) =>
      reverted(worlds.current, account, await account.edits.undo(batch)),
    ),
    redo: onAccount(async (account) => reverted(worlds.current, account, await account.edits.redo())),
    retryEdit: onAccount(({ edits }, { edit }) => edits.retry(edit)),
    dismissEdit: onAccount(({ edits }, { edit }) => edits.dismiss(edit)),
    putBack: onAccount(({ edits }, { contact, code }) => edits.putBack(contact, code)),
    addAgain: onAccount(({ edits }, { edit }) => edits.addAgain(edit)),
    dismissMerges: onAccount(({ edits }, { contact }) => {
      edits.dismissMerges(contact === null ? null : [contact]);
      return ok(null);
    }),

    subscription: onAccount(({ model, stream, subscriptions }, { contact: bareJid, act, message }) => {
      if (stream === undefined) return fail("not-online");
      const contact = model.contacts.get(bareJid);
      if (contact === undefined) return fail("unknown-contact");
      return subscriptions.act(stream, contact, act, typedText(message, limits.message));
    }),
    answerRequest: onAccount(({ stream, subscriptions }, { contact, answer }) => {
      if (answer === "not-now") return subscriptions.defer(contact);
      if (stream === undefined) return fail("not-online");
      return answer === "accept"
        ? subscriptions.accept(stream, contact)
        : subscriptions.deny(stream, contact);
    }),
    dismissTrouble: onAccount(({ model }, { contact }) => {
      model.remove("troubles", contact);
      return ok(null);
    }),
    dismissStray: onAccount((account, { contact }) => done(worlds.current.dismissStray(account, contact))),
    dismissNotice: async ({ notice }) => {
      publisher.removeNotice(notice);
      return ok(null);
    },
  };
}

/** The answer to a command that cannot fail, once it is done. */
async function done(act: Promise<void>): Promise<Result<null>> {
  await act;
  return ok(null);
}

/** A page that requests thousands of snapshots gets one per turn, so that they are not all in memory at once. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
