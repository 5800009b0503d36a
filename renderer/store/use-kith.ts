import { createContext, use, useCallback, useSyncExternalStore } from "react";
import { useStore } from "zustand/react";
import type { AccountView } from "./account.ts";
import type { KithState, KithStore } from "./kith-store.ts";
import type { Person } from "./person.ts";
import type { PersonId } from "./row-id.ts";

export const KithContext = createContext<KithStore | null>(null);

/** The page's store. */
export function useKith(): KithStore {
  const store = use(KithContext);
  if (store === null) throw new Error("useKith needs a KithContext");
  return store;
}

/** A part of the state. The selector must return the same reference for the same state. */
export function useKithState<T>(select: (state: KithState) => T): T {
  return useStore(useKith(), select);
}

/** One person; draws again when they change and not when anybody else does. Null: nobody. */
export function usePerson(id: PersonId | null): Person | undefined {
  const kith = useKith();
  const account = id?.account;
  const bareJid = id?.bareJid;
  const subscribe = useCallback(
    (listener: () => void) =>
      account === undefined || bareJid === undefined
        ? () => undefined
        : kith.onPerson({ account, bareJid }, listener),
    [kith, account, bareJid],
  );
  return useSyncExternalStore(subscribe, () => (id === null ? undefined : kith.person(id)));
}

/** The account of the list screen. */
export const AccountContext = createContext<AccountView | null>(null);

export function useAccount(): AccountView {
  const view = use(AccountContext);
  if (view === null) throw new Error("useAccount needs an AccountContext");
  return view;
}
