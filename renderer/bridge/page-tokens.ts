const storageKey = "kith.session";

/** The page's tokens: the bootstrap token of its address until it is used up, then the session token of this tab. */
export interface PageTokens {
  /** The token to connect with, or null if none is left. */
  readonly current: () => string | null;
  /** Replaces the current token, once Kith has proved that it knows it. */
  readonly keep: (session: string) => void;
  /** The current token was refused. */
  readonly forget: () => void;
  /** Takes a token out of the address bar, so that it is neither bookmarked nor shown; true if there was one. */
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
