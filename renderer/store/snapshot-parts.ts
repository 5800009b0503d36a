import {
  entryKinds,
  type AccountEntries,
  type AccountSnapshot,
  type EntryKind,
  type Snapshot,
  type SnapshotPiece,
} from "../../app/patch.ts";

/** A snapshot that comes piece by piece. */
export class SnapshotParts {
  readonly #begin: Snapshot;
  readonly #pieces: SnapshotPiece["entries"][number][] = [];
  #more: number | undefined;

  constructor(begin: Snapshot) {
    this.#begin = begin;
    this.#more = begin.more;
  }

  /** Pass this to ask for the next piece; undefined once the snapshot is whole. */
  get more(): number | undefined {
    return this.#more;
  }

  add({ entries, more }: SnapshotPiece): void {
    this.#pieces.push(...entries);
    this.#more = more;
  }

  whole(): Snapshot {
    if (this.#pieces.length === 0) return this.#begin;
    return { ...this.#begin, accounts: this.#begin.accounts.map((account) => this.#wholeOf(account)) };
  }

  #wholeOf(account: AccountSnapshot): AccountSnapshot {
    const own = this.#pieces.filter((piece) => piece.account === account.account);
    const lists = entryKinds.map((kind) => [kind, [account, ...own].flatMap((piece) => listOf(piece, kind))]);
    return { ...account, ...(Object.fromEntries(lists) as Pick<AccountSnapshot, EntryKind>) };
  }
}

function listOf<K extends EntryKind>(
  piece: { readonly [P in K]?: readonly AccountEntries[P][] },
  kind: K,
): readonly AccountEntries[K][] {
  return piece[kind] ?? [];
}
