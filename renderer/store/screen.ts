import type { PersonId, PersonRowId, RowKey } from "./row-id.ts";
import type { Toast } from "./toast.ts";

/** What only the page knows, and main never hears of. */
export interface Screen {
  readonly query: string;
  /** The groups that were shut while searching, by `groupRef`: they are open again in the next search. */
  readonly foldedFinds: ReadonlySet<string>;
  /** The row that is in use: the one tab stop of the list. */
  readonly current: RowKey | null;
  /** The rows that are chosen together. */
  readonly selection: Selection;
  /** How many of those people the list does not show now. */
  readonly hiddenChosen: number;
  /** Who was cut or copied. */
  readonly clipboard: Clipboard | null;
  /** What was done last, with its undo, for some seconds. */
  readonly toast: Toast | null;
  /** Batches that were put out of sight, by id. */
  readonly dismissed: ReadonlySet<string>;
  readonly dialog: OpenDialog | null;
  /** True from "Sign in" to its answer: the form stays, whatever the session does meanwhile. */
  readonly isSigningIn: boolean;
}

/**
 * The rows that are chosen together, by their keys: data, so that ten thousand cost no more on screen than those in view. A
 * person in two groups has two rows, and each is chosen by itself. Empty: the current row alone is meant.
 */
export interface Selection {
  readonly keys: ReadonlySet<RowKey>;
  /** The row that was last chosen by itself: from there Shift extends. */
  readonly anchor: RowKey | null;
}

export const noSelection: Selection = { keys: new Set(), anchor: null };

/** Rows cut or copied, until they are pasted on another group. A cut moves, a copy adds. */
export interface Clipboard {
  readonly isCut: boolean;
  readonly rows: readonly PersonRowId[];
  /** What was written to the system's clipboard with them: something else there means that they are old. */
  readonly text: string;
}

/** The dialog that is open. At most one is. */
export type OpenDialog =
  | { readonly kind: "add"; readonly address: string }
  | { readonly kind: "edit"; readonly person: PersonId }
  /** "Move" leaves the group of each row, and no other. */
  | { readonly kind: "move"; readonly rows: readonly PersonRowId[] }
  | { readonly kind: "rename-group" | "merge-group" | "delete-group"; readonly group: string }
  | { readonly kind: "report"; readonly batch: string }
  | { readonly kind: "settings" | "connection" | "about" | "sign-out" | "new-group" | "merged" };

export const initialScreen: Screen = {
  query: "",
  foldedFinds: new Set(),
  current: null,
  selection: noSelection,
  hiddenChosen: 0,
  clipboard: null,
  toast: null,
  dismissed: new Set(),
  dialog: null,
  isSigningIn: false,
};
