import * as z from "zod";
import type { UndoAnswer } from "./batch.ts";
import type { Diagnosis } from "./diagnosis/diagnosis.ts";
import { checkReasons } from "./diagnosis/event.ts";
import { deltaSchema } from "./edit.ts";
import { mergeCodes } from "./merge.ts";
import type { BareJid } from "./jid.ts";
import type { Patch, Snapshot, SnapshotPiece } from "./patch.ts";
import { serverSettingsSchema } from "./server-settings.ts";
import { shows } from "./presence.ts";
import { failureSchema, type Result } from "./result.ts";
import { subscriptionActs } from "./subscription.ts";
import { viewChangeSchema } from "./view.ts";
import { languageChoices } from "./words/languages.ts";

/*
 * What crosses between the main process and the page, as one value. Handlers, the preload and the browser socket are
 * derived from it. JSON-safe throughout: IPC and socket carry the same strings.
 */

/** Anything longer than this was not typed by a person. */
const text = (limit: number) => z.string().max(limit);
const key = text(3071).transform((value) => value as BareJid);
const address = text(3071);
/** Generous on purpose: `app/typed.ts` checks the limits that a person is told about. */
const typed = text(20_000);
/**
 * A call has at most `maxCallBytes`: a batch of many people comes in several calls with the same batch id, chosen by the
 * page. Null: one call is the whole batch.
 */
const batch = z.string().min(1).max(100).nullable();
/** Duplicates count once. */
const people = z
  .array(key)
  .min(1)
  .max(5_000)
  .transform((keys) => [...new Set(keys)]);

/** Input schema per command. Main parses every call with it before using it. */
export const commandInputs = {
  /** The whole state; patches with a higher revision follow. */
  snapshot: z.strictObject({}),
  /** The next piece of a snapshot that is too large for one answer; null if the page has to ask for the snapshot again. */
  moreOfSnapshot: z.strictObject({ more: z.number().int() }),
  /** The window has read this many characters of main's patches. Only IPC needs this; a socket does not. */
  haveRead: z.strictObject({ characters: z.number().int().positive() }),
  /**
   * Answers when the account is online or the attempt has failed. Null `server` means: look it up in DNS. Null
   * `staySignedIn`: the person was not asked, because there is no keyring, and the earlier choice stays.
   */
  signIn: z.strictObject({
    address,
    password: text(4096),
    staySignedIn: z.boolean().nullable(),
    server: serverSettingsSchema.nullable(),
  }),
  /** Trusts this certificate for this account and tries again; answers as `signIn` does. */
  trustCertificate: z.strictObject({ account: key, fingerprint: text(200) }),
  /**
   * The person consents: this account's server gets the password itself although it offered SCRAM before. Fails as
   * `bad-command` unless the server just asked for that; answers as `signIn` does.
   */
  sendPlainPassword: z.strictObject({ account: key }),
  /** Ends the session and deletes the account's password and cache. */
  signOut: z.strictObject({ account: key }),
  /**
   * Opens the demo and signs in to it. Until it is left, only its account is there, and the person's are out of
   * reach. Fails as `demo-is-open` while it runs, and as `demo-while-signed-in` while an account of theirs is in use.
   */
  startDemo: z.strictObject({}),
  /** Leaves the demo and deletes all of it; the person's own accounts are back as they were. */
  leaveDemo: z.strictObject({}),
  /** Cancels an attempt to sign in; null while the page knows of no account yet. */
  cancelSignIn: z.strictObject({ account: key.nullable() }),
  setStatus: z.strictObject({ account: key, show: z.enum([...shows, "offline"]), status: typed }),
  /** Sets Kith's language, at once and for the next start. */
  setLanguage: z.strictObject({ language: z.enum(languageChoices) }),
  /** Changes how this account's list is shown, at once and for the next start. */
  setView: z.strictObject({ account: key, change: viewChangeSchema }),
  /** The network may have changed: tests every stream and makes pending attempts at once. */
  checkConnections: z.strictObject({ reason: z.enum(checkReasons) }),
  /** What happened to the connections; null if nothing has since this revision (null: not asked before). */
  diagnosis: z.strictObject({ after: z.number().int().nullable() }),
  /** Skips the wait before the next attempt. */
  tryNow: z.strictObject({ account: key }),
  addContact: z.strictObject({
    account: key,
    address,
    name: typed,
    groups: z.array(typed).max(1000),
    message: typed,
    ask: z.boolean(),
  }),
  /** Queued at once; its progress shows as an `Edit` in the patches. */
  editContact: z.strictObject({ account: key, contact: key, deltas: z.array(deltaSchema).min(1).max(2000) }),
  /** The same deltas for many contacts. An edit that cannot be made is refused in the batch; the others continue. */
  editContacts: z.strictObject({
    account: key,
    batch,
    contacts: people,
    deltas: z.array(deltaSchema).min(1).max(100),
  }),
  /** Each contact leaves only the group given with it, and joins `to`. Null is "no group". */
  moveContacts: z.strictObject({
    account: key,
    batch,
    moves: z
      .array(z.strictObject({ contact: key, from: z.string().nullable() }))
      .min(1)
      .max(5_000),
    to: z.string().nullable(),
  }),
  /** Sent after `removalWait`; until then `undo` or `stopBatch` keeps them, and so does closing Kith. */
  removeContacts: z.strictObject({ account: key, batch, contacts: people }),
  /** Asks to see their status; waits until Kith is online. */
  askContacts: z.strictObject({ account: key, batch, contacts: people, message: typed }),
  /** Fails as `group-exists` if there are people in `to`: that is a merge. */
  renameGroup: z.strictObject({ account: key, group: z.string(), to: z.string() }),
  mergeGroup: z.strictObject({ account: key, group: z.string(), into: z.string() }),
  /** The people stay. */
  deleteGroup: z.strictObject({ account: key, group: z.string() }),
  /** Edits in flight finish; the rest of the batch is dropped. */
  stopBatch: z.strictObject({ account: key, batch: text(100) }),
  /** Sends refused edits again. */
  retryBatch: z.strictObject({ account: key, batch: text(100) }),
  /** Drops refused edits, and the entry of a batch that has nothing pending. */
  giveUpBatch: z.strictObject({ account: key, batch: text(100) }),
  /** Undoes what is still there of this batch, or (null) of the newest that can be undone. */
  undo: z.strictObject({ account: key, batch }),
  /** Reverts the newest undo. */
  redo: z.strictObject({ account: key }),
  /** The person has read the merge lines of one contact; null means those of all contacts. */
  dismissMerges: z.strictObject({ account: key, contact: key.nullable() }),
  /** Makes the change that a merge line says was lost (`bad-command` if nothing was). A removal waits as usual. */
  putBack: z.strictObject({ account: key, contact: key, code: z.enum(mergeCodes) }),
  /** Adds a contact again that another device removed before this edit was sent (it was refused with `contact-gone`). */
  addAgain: z.strictObject({ account: key, edit: text(100) }),
  retryEdit: z.strictObject({ account: key, edit: text(100) }),
  dismissEdit: z.strictObject({ account: key, edit: text(100) }),
  subscription: z.strictObject({ account: key, contact: key, act: z.enum(subscriptionActs), message: typed }),
  answerRequest: z.strictObject({
    account: key,
    contact: key,
    answer: z.enum(["accept", "deny", "not-now"]),
  }),
  dismissTrouble: z.strictObject({ account: key, contact: key }),
  dismissStray: z.strictObject({ account: key, contact: key }),
  dismissNotice: z.strictObject({ notice: text(100) }),
} as const;

export type CommandName = keyof typeof commandInputs;
export type CommandInput<N extends CommandName> = z.input<(typeof commandInputs)[N]>;
export type ParsedInput<N extends CommandName> = z.output<(typeof commandInputs)[N]>;

/** Output per command; where nothing is named, `null`. */
interface Outputs {
  snapshot: Snapshot;
  moreOfSnapshot: SnapshotPiece | null;
  addContact: Taken;
  editContact: Taken;
  diagnosis: Diagnosis | null;
  editContacts: Taken;
  moveContacts: Taken;
  removeContacts: Taken;
  askContacts: Taken;
  renameGroup: Taken;
  mergeGroup: Taken;
  deleteGroup: Taken;
  undo: UndoAnswer;
  redo: UndoAnswer;
}

/** The batch that carries it out; its progress shows as a `Batch` in the patches. */
export interface Taken {
  readonly batch: string;
}
export type CommandOutput<N extends CommandName> = N extends keyof Outputs ? Outputs[N] : null;

/** The page's connection to main, over IPC or a socket. If it is lost, calls fail as `page-disconnected`. */
export interface Bridge {
  readonly call: <N extends CommandName>(
    name: N,
    input: CommandInput<N>,
  ) => Promise<Result<CommandOutput<N>>>;
  /** Calls the listener for each patch, in order. Returns an unsubscribe function. */
  readonly onPatch: (listener: (patch: Patch) => void) => () => void;
  /** Calls the listener with the state of the connection to main, now and whenever it changes. IPC is always up. */
  readonly onConnected: (listener: (state: BridgeState) => void) => () => void;
  /** Calls the listener with what the person chose in the application's menu; only Kith's own window has one. */
  readonly onMenu: (listener: (act: MenuAct) => void) => () => void;
}

/** What the application's menu asks the page to do. */
export const menuActs = [
  "add-contact",
  "search",
  "settings",
  "connection",
  "about",
  "sign-out",
  "undo",
  "redo",
  "select-all",
] as const;
export type MenuAct = (typeof menuActs)[number];

/** What main sends to the page by itself. */
export type Message =
  | { readonly kind: "patch"; readonly patch: Patch }
  | { readonly kind: "menu"; readonly act: MenuAct };

/**
 * `up`: calls are answered; ask for the snapshot, earlier patches may have been missed. `down`: the bridge is trying (again).
 * `gone`: Kith has ended, or has not answered for a while; the bridge keeps trying.
 * `refused`: Kith no longer accepts this page. `impostor`: another program answers in Kith's place. Retrying helps
 * with neither; Kith has to be opened again.
 */
export type BridgeState = "up" | "down" | "gone" | "refused" | "impostor";

/** Main's side: total, so that a missing handler does not compile. */
export type Handlers = {
  readonly [N in CommandName]: (input: ParsedInput<N>) => Promise<Result<CommandOutput<N>>>;
};

/** A call as it is sent. */
export const callSchema = z.strictObject({
  id: z.number().int().nonnegative(),
  name: z.string().max(64),
  input: z.unknown(),
});
export type Call = z.infer<typeof callSchema>;

/** The longest message a page may send, in bytes. 32 groups of the longest name fit many times over. */
export const maxCallBytes = 262_144;

/**
 * What main sends to the page: an answer to a call, or a `Message` by itself. The page checks only the
 * envelope: main is trusted.
 */
export const answerSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("answer"),
    id: z.number().int(),
    result: z.union([
      z.object({ ok: z.literal(true), value: z.unknown() }),
      z.object({
        ok: z.literal(false),
        failure: failureSchema,
      }),
    ]),
  }),
  z.object({ kind: z.literal("patch"), patch: z.looseObject({ revision: z.number() }) }),
  z.object({ kind: z.literal("menu"), act: z.enum(menuActs) }),
]);
