import type { PersonId, PersonRowId, RowKey } from "./row-id.ts";
import type { Toast } from "./toast.ts";

/** The state that only the page knows. */
export interface Screen {
  readonly query: string;
  /** The groups that were collapsed during the search, by `groupRef`. The next search starts expanded. */
  readonly foldedFinds: ReadonlySet<string>;
  /** The row that is in use: the one tab stop of the list. */
  readonly current: RowKey | null;
  /** The selected rows. */
  readonly selection: Selection;
  /** How many of the selected people the list does not show. */
  readonly hiddenChosen: number;
  /** Who was cut or copied. */
  readonly clipboard: Clipboard | null;
  /** The last change with its undo, for some seconds. */
  readonly toast: Toast | null;
  /** Dismissed batches, by id. */
  readonly dismissed: ReadonlySet<string>;
  readonly dialog: OpenDialog | null;
  /** True from "Sign in" to its answer: the form stays, whatever the session does meanwhile. */
  readonly isSigningIn: boolean;
}

/**
 * The selected rows, by key, because rows out of view have no element. A
 * person in two groups has two rows, and each is selected separately. Empty: acts apply to the current row.
 */
export interface Selection {
  readonly keys: ReadonlySet<RowKey>;
  /** The row from which Shift extends the selection. */
  readonly anchor: RowKey | null;
}

export const noSelection: Selection = { keys: new Set(), anchor: null };

/** Rows that were cut or copied, until they are pasted. A cut moves, a copy adds. */
export interface Clipboard {
  readonly isCut: boolean;
  readonly rows: readonly PersonRowId[];
  /** The text written to the system's clipboard with them. If it contains something else, they are out of date. */
  readonly text: string;
}

/** The open dialog; at most one is open. */
export type OpenDialog =
  | { readonly kind: "add"; readonly address: string }
  | { readonly kind: "edit"; readonly person: PersonId }
  /** "Move" leaves only the group of each row. */
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
