const storageKey = "kith.session";

/** The page's tokens: the bootstrap token of its address until that is spent, then the session token of this tab. */
export interface PageTokens {
  /** The token to connect with, or null if none is left. */
  readonly current: () => string | null;
  /** Kith proved that it knows the current token: this one replaces it. */
  readonly keep: (session: string) => void;
  /** The current token was refused. */
  readonly forget: () => void;
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
    current: () => bootstrap ?? storage.getItem(storageKey),
    keep: (session) => {
      if (bootstrap !== null) storage.setItem(storageKey, session);
      bootstrap = null;
    },
    forget: () => {
      if (bootstrap === null) storage.removeItem(storageKey);
      bootstrap = null;
    },
    takeFragment: () => {
      const fragment = location.hash.slice(1);
      // Only the token's own alphabet: anything else is a fragment of another kind.
      if (!/^[\w-]{20,100}$/.test(fragment)) return false;
      bootstrap = fragment;
      history.replaceState(null, "", location.pathname + location.search);
      return true;
    },
  };
}
