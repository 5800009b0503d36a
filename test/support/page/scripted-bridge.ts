import type { Bridge, CommandInput, CommandName } from "../../../app/contract.ts";
import type { Diagnosis } from "../../../app/diagnosis/diagnosis.ts";
import { noFacts } from "../../../app/diagnosis/facts.ts";
import { applyDeltas } from "../../../app/edit.ts";
import type { BareJid } from "../../../app/jid.ts";
import type { AccountChange, AccountSnapshot, Patch, Snapshot } from "../../../app/patch.ts";
import { fail, ok, type Result } from "../../../app/result.ts";

/** A bridge with nobody behind it: the cast answers as an obliging server would. For looking at the page, not for proofs. */
export interface ScriptedBridge extends Bridge {
  /** Sends what main might send, e.g. a session that ended. */
  readonly tell: (change: AccountChange) => void;
  readonly state: () => Snapshot;
}

export function createScriptedBridge(start: Snapshot): ScriptedBridge {
  let state = start;
  const listeners = new Set<(patch: Patch) => void>();

  const send = (patch: Omit<Patch, "revision">) => {
    state = { ...state, revision: state.revision + 1 };
    for (const listener of listeners) listener({ ...patch, revision: state.revision });
  };
  const tell = (change: AccountChange) => {
    const account = state.accounts[0];
    if (account === undefined) return;
    state = { ...state, accounts: [changed(account, change)] };
    send({ changed: { account: account.account, ...change } });
  };
  const contact = (bareJid: BareJid) =>
    state.accounts[0]?.contacts.find((known) => known.bareJid === bareJid);

  const taken = (batch: string | null) => ok({ batch: batch ?? "batch" });

  const handlers: { readonly [N in CommandName]?: (input: CommandInput<N>) => Result<unknown> } = {
    snapshot: () => ok(state),
    signOut: ({ account }) => {
      state = { ...state, accounts: [] };
      send({ removed: account as BareJid });
      return ok(null);
    },
    signIn: () => fail("not-authorized"),
    diagnosis: ({ after }) => ok(after === null ? someLog(state.accounts[0]?.account ?? null) : null),
    setStatus: ({ show, status }) => {
      const own = state.accounts[0]?.own;
      if (own === undefined) return fail("unknown-account");
      if (show === "offline") tell({ session: { state: "offline" }, own: { ...own, status } });
      else tell({ session: { state: "online" }, own: { ...own, show, status } });
      return ok(null);
    },
    setView: ({ change }) => {
      const view = state.accounts[0]?.view;
      if (view === undefined) return fail("unknown-account");
      tell({ view: { ...view, ...change } });
      return ok(null);
    },
    tryNow: () => {
      tell({ session: { state: "online" } });
      return ok(null);
    },
    addContact: ({ address, name, groups, ask }) => {
      if (!address.includes("@")) return fail("address-invalid", { address });
      const bareJid = address.toLowerCase() as BareJid;
      if (contact(bareJid) !== undefined) return fail("address-is-contact", { address });
      const made = { bareJid, address, name, groups, subscription: "none" as const, ask, approved: false };
      tell({ contacts: { set: [made], removed: [] } });
      return ok(null);
    },
    editContact: ({ contact: bareJid, deltas }) => {
      const known = contact(bareJid as BareJid);
      if (known === undefined) return fail("unknown-contact");
      tell({ contacts: { set: [applyDeltas(known, deltas)], removed: [] } });
      return ok(null);
    },
    editContacts: ({ batch, contacts, deltas }) => {
      const set = contacts
        .map((bareJid) => contact(bareJid as BareJid))
        .filter((known) => known !== undefined);
      tell({ contacts: { set: set.map((known) => applyDeltas(known, deltas)), removed: [] } });
      return taken(batch);
    },
    moveContacts: ({ batch, moves, to }) => {
      for (const { contact: bareJid, from } of moves) {
        const known = contact(bareJid as BareJid);
        if (known === undefined) continue;
        const leave = from === null ? [] : [{ do: "leave" as const, group: from }];
        const join = to === null ? [] : [{ do: "join" as const, group: to }];
        tell({ contacts: { set: [applyDeltas(known, [...leave, ...join])], removed: [] } });
      }
      return taken(batch);
    },
    removeContacts: ({ batch, contacts }) => {
      tell({ contacts: { set: [], removed: contacts } });
      return taken(batch);
    },
    askContacts: ({ batch }) => taken(batch),
    renameGroup: () => fail("not-online"),
    mergeGroup: () => fail("not-online"),
    deleteGroup: () => fail("not-online"),
    undo: () => fail("nothing-to-undo"),
    redo: () => fail("nothing-to-undo"),
    dismissEdit: ({ edit }) => {
      tell({ edits: { set: [], removed: [edit] } });
      return ok(null);
    },
    retryEdit: () => fail("not-online"),
    subscription: () => ok(null),
    answerRequest: ({ contact: bareJid, answer }) => {
      const request = state.accounts[0]?.requests.find((known) => known.bareJid === bareJid);
      if (request === undefined) return fail("unknown-request");
      if (answer === "not-now") tell({ requests: { set: [{ ...request, isDeferred: true }], removed: [] } });
      else tell({ requests: { set: [], removed: [bareJid] } });
      return ok(null);
    },
    dismissStray: ({ contact: bareJid }) => {
      tell({ strays: { set: [], removed: [bareJid] } });
      return ok(null);
    },
    dismissTrouble: ({ contact: bareJid }) => {
      tell({ troubles: { set: [], removed: [bareJid] } });
      return ok(null);
    },
  };

  return {
    tell,
    state: () => state,
    onPatch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onConnected: (listener) => {
      listener("up");
      return () => {};
    },
    onMenu: () => () => {},
    call: async (name, input) => {
      const handler = handlers[name];
      // The table's entry for a name takes that name's input; TypeScript loses the link.
      const answer = (handler as ((input: unknown) => Result<unknown>) | undefined)?.(input) ?? ok(null);
      return answer as never;
    },
  };
}

/** A connection that was lost, and waits. */
function someLog(account: BareJid | null): Diagnosis {
  const programs = { kith: "1", shell: "browser", system: "Linux", runtime: "Node" } as const;
  const nothing = { domain: null, host: null, port: null, iterations: null, min: null, max: null };
  const lost = {
    kind: "stream-ended",
    code: "connection-lost",
    condition: "ECONNRESET",
    by: "network",
  } as const;
  const entry = { at: 0, account, times: 1 };
  return {
    revision: 1,
    programs,
    connections: account === null ? [] : [{ ...noFacts(account), host: "xmpp.example.org", port: 5222 }],
    entries: [
      { ...entry, id: 1, event: { ...nothing, ...lost } },
      { ...entry, id: 2, event: { kind: "retry-planned", seconds: 4, attempt: 1 } },
    ],
  };
}

function changed(account: AccountSnapshot, change: AccountChange): AccountSnapshot {
  const merge = <T>(
    known: readonly T[],
    key: (entry: T) => string,
    part?: { set: readonly T[]; removed: readonly string[] },
  ) => {
    if (part === undefined) return known;
    const gone = new Set([...part.removed, ...part.set.map(key)]);
    return [...known.filter((entry) => !gone.has(key(entry))), ...part.set];
  };
  const byJid = (entry: { readonly bareJid: string }) => entry.bareJid;
  return {
    ...account,
    session: change.session ?? account.session,
    list: change.list ?? account.list,
    own: change.own ?? account.own,
    view: change.view ?? account.view,
    contacts: merge(account.contacts, byJid, change.contacts as never),
    presence: merge(account.presence, byJid, change.presence as never),
    requests: merge(account.requests, byJid, change.requests as never),
    troubles: merge(account.troubles, byJid, change.troubles as never),
    strays: merge(account.strays, byJid, change.strays as never),
    edits: merge(account.edits, ({ id }) => id, change.edits as never),
  };
}
