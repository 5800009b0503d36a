import { createStore, type StoreApi } from "zustand/vanilla";
import type { Bridge, BridgeState, CommandInput, CommandName, CommandOutput } from "../../app/contract.ts";
import type { BareJid } from "../../app/jid.ts";
import { type AppFacts, appFactsOf, initialAppFacts, type Patch, type Snapshot } from "../../app/patch.ts";
import type { Failure, Result } from "../../app/result.ts";
import { boundedView, type View } from "../../app/view.ts";
import { AccountProjection, type AccountView } from "./account.ts";
import { follow } from "./follow.ts";
import type { Person } from "./person.ts";
import { personKey, type PersonId } from "./row-id.ts";
import { initialScreen, type Screen } from "./screen.ts";

/** Everything on screen: main's state, and what only the page knows. */
export interface KithState extends AppFacts {
  readonly bridge: BridgeState;
  /** False until the first snapshot: nothing is known before it, not even that nobody is signed in. */
  readonly isLoaded: boolean;
  readonly accounts: readonly AccountView[];
  /** Why the last command without a dialog failed, until it is dismissed. */
  readonly failure: Failure | null;
  readonly screen: Screen;
}

/** The page's one store. People change by the thousand, so each row listens only to its own person. */
export interface KithStore extends StoreApi<KithState> {
  readonly call: Bridge["call"];
  readonly onMenu: Bridge["onMenu"];
  /** Calls main, and shows a failure in the foot line. */
  readonly run: <N extends CommandName>(name: N, input: CommandInput<N>) => Promise<Result<CommandOutput<N>>>;
  readonly person: (id: PersonId) => Person | undefined;
  readonly onPerson: (id: PersonId, listener: () => void) => () => void;
  /** Changes how an account's list is shown: on screen at once, and in the profile. */
  readonly setView: (account: BareJid, change: Partial<View>) => void;
  readonly setScreen: (change: Partial<Screen>) => void;
  /** Stops following main. */
  readonly close: () => void;
}

/** The environment of a store, so that tests control the frames. */
export interface StoreOptions {
  /** Runs a callback before the next frame is painted. */
  readonly nextFrame: (callback: () => void) => void;
  readonly collator: Intl.Collator;
  /** Milliseconds; the system's clock unless a test replaces it. */
  readonly now?: () => number;
}

/** Makes a store that follows main over the bridge. The list updates at most once per frame. */
export function createKithStore(bridge: Bridge, options: StoreOptions): KithStore {
  const projections = new Map<BareJid, AccountProjection>();
  const listeners = new Map<string, Set<() => void>>();
  const store = createStore<KithState>(() => ({
    bridge: "down",
    isLoaded: false,
    ...initialAppFacts,
    accounts: [],
    failure: null,
    screen: initialScreen,
  }));
  const now = options.now ?? Date.now;
  let endTimer: ReturnType<typeof setTimeout> | undefined;
  let isFlushPlanned = false;

  const planFlush = () => {
    if (isFlushPlanned) return;
    isFlushPlanned = true;
    options.nextFrame(flush);
  };

  /** One timer for all marks of people who came or went. */
  const planEnd = () => {
    clearTimeout(endTimer);
    const ends = [...projections.values()].flatMap(({ nextMarkEnd }) => nextMarkEnd ?? []);
    if (ends.length === 0) return;
    endTimer = setTimeout(
      () => {
        for (const projection of projections.values()) projection.endMarks();
        planFlush();
      },
      Math.max(0, Math.min(...ends) - now()),
    );
  };

  const flush = () => {
    isFlushPlanned = false;
    const before = new Map(store.getState().accounts.map((view) => [view.account, view]));
    const changed: string[] = [];
    const accounts = [...projections.values()].map((projection) => {
      const settled = projection.settle(before.get(projection.account));
      for (const bareJid of settled.changed)
        changed.push(personKey({ account: projection.account, bareJid }));
      return settled.view;
    });
    store.setState({ accounts });
    planEnd();
    for (const key of changed) for (const listener of listeners.get(key) ?? []) listener();
  };

  const takeSnapshot = (snapshot: Snapshot) => {
    const present = new Set(snapshot.accounts.map(({ account }) => account));
    for (const account of projections.keys()) if (!present.has(account)) projections.delete(account);
    for (const account of snapshot.accounts) {
      const projection = projections.get(account.account);
      if (projection !== undefined) projection.replace(account);
      else projections.set(account.account, new AccountProjection(account, options.collator, now));
    }
    store.setState({ isLoaded: true, ...appFactsOf(snapshot) });
    flush();
  };

  const takePatch = (patch: Patch) => {
    const { added, removed, changed } = patch;
    if (removed !== undefined) projections.delete(removed);
    if (added !== undefined)
      projections.set(added.account, new AccountProjection(added, options.collator, now));
    if (changed !== undefined) projections.get(changed.account)?.change(changed);
    const facts = appFactsOf(patch);
    if (Object.keys(facts).length > 0) store.setState(facts);
    planFlush();
  };

  const close = follow(bridge, {
    onSnapshot: takeSnapshot,
    onPatch: takePatch,
    onBridge: (state) => store.setState({ bridge: state }),
  });

  /** Flushes waiting patches before it returns, so that the state already contains what the command changed. */
  const call: KithStore["call"] = async (name, input) => {
    const answer = await bridge.call(name, input);
    if (isFlushPlanned) flush();
    return answer;
  };

  const run: KithStore["run"] = async (name, input) => {
    const answer = await call(name, input);
    if (!answer.ok) store.setState({ failure: answer.failure });
    return answer;
  };

  const setView: KithStore["setView"] = (account, change) => {
    const projection = projections.get(account);
    if (projection === undefined) return;
    const bounded = boundedView(change);
    const view = { ...projection.view, ...bounded };
    projection.chooseView(view);
    flush();
    void run("setView", { account, change: bounded }).then(() => {
      projection.endChoice(view);
      planFlush();
    });
  };

  return {
    ...store,
    call,
    onMenu: bridge.onMenu,
    close,
    run,
    setView,
    person: ({ account, bareJid }) => projections.get(account)?.people.get(bareJid),
    onPerson: (id, listener) => {
      const key = personKey(id);
      const own = listeners.get(key) ?? new Set();
      listeners.set(key, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0 && listeners.get(key) === own) listeners.delete(key);
      };
    },
    setScreen: (change) => store.setState(({ screen }) => ({ screen: { ...screen, ...change } })),
  };
}
