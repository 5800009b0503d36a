import { bootstrapPrefix, sessionPrefix } from "../../app/page-socket.ts";

const storageKey = "kith.session";

/** The page's tokens: the bootstrap token of its address until that is spent, then the session token of this tab. */
export interface PageTokens {
  /** The subprotocol to come with, or null when there is none left. */
  readonly offer: () => string | null;
  readonly keep: (session: string) => void;
  /** What was offered last was refused. */
  readonly forgetOffered: () => void;
  /** Takes a token out of the address bar, so that it is neither bookmarked nor shown; true when there was one. */
  readonly takeFragment: () => boolean;
}

export function createPageTokens(
  location: Pick<Location, "hash" | "pathname" | "search">,
  history: Pick<History, "replaceState">,
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem">,
): PageTokens {
  let bootstrap: string | null = null;
  return {
    offer: () => {
      if (bootstrap !== null) return bootstrapPrefix + bootstrap;
      const session = storage.getItem(storageKey);
      return session === null ? null : sessionPrefix + session;
    },
    keep: (session) => {
      bootstrap = null;
      storage.setItem(storageKey, session);
    },
    forgetOffered: () => {
      if (bootstrap === null) storage.removeItem(storageKey);
      bootstrap = null;
    },
    takeFragment: () => {
      const fragment = location.hash.slice(1);
      // Only the token's own alphabet: anything else could not be offered as a subprotocol.
      if (!/^[\w-]{20,100}$/.test(fragment)) return false;
      bootstrap = fragment;
      history.replaceState(null, "", location.pathname + location.search);
      return true;
    },
  };
}
