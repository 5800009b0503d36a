import type { BareJid } from "../../app/jid.ts";

/** What only the page knows, and main never hears of. */
export interface Screen {
  readonly query: string;
  /** The groups that were shut while searching, by `groupRef`: they are open again in the next search. */
  readonly foldedFinds: ReadonlySet<string>;
  /** The row that is chosen, by its key; the one tab stop of the list. */
  readonly current: string | null;
  readonly dialog: OpenDialog | null;
  /** True from "Sign in" to its answer: the form stays, whatever the session does meanwhile. */
  readonly isSigningIn: boolean;
}

/** The dialog that is open. At most one is. */
export type OpenDialog =
  | { readonly kind: "add"; readonly address: string }
  | { readonly kind: "edit" | "remove"; readonly bareJid: BareJid }
  /** `from`: the group of the row it was opened on, which "Move" leaves. */
  | { readonly kind: "move"; readonly bareJid: BareJid; readonly from: string | null }
  | { readonly kind: "settings" | "about" | "sign-out" | "new-group" };

export const initialScreen: Screen = {
  query: "",
  foldedFinds: new Set(),
  current: null,
  dialog: null,
  isSigningIn: false,
};
