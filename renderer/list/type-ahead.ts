import { fold } from "../store/fold.ts";
import { groupName } from "../rows/group-name.ts";
import type { Row } from "../rows/rows.ts";

/** Keys within this time, in milliseconds, spell one name. */
const patience = 700;

/**
 * Finds rows by typing the beginning of a name. One letter, also repeated, goes to the next matching row after the
 * current one; more letters stay on a row that matches.
 */
export class TypeAhead {
  #typed = "";
  #lastAt = Number.NEGATIVE_INFINITY;

  /** True while a name is being typed: a space then belongs to it. */
  isTyping(now: number): boolean {
    return this.#typed !== "" && now - this.#lastAt < patience;
  }

  /** The index of the row to go to, or undefined. `now` is in milliseconds. */
  find(key: string, rows: readonly Row[], currentIndex: number, now: number): number | undefined {
    this.#typed = (this.isTyping(now) ? this.#typed : "") + fold(key);
    this.#lastAt = now;
    if (this.#typed === "") return undefined;
    const isOneLetter = /^(.)\1*$/su.test(this.#typed);
    const wanted = isOneLetter ? String.fromCodePoint(this.#typed.codePointAt(0) ?? 0) : this.#typed;
    const start = isOneLetter ? currentIndex + 1 : Math.max(0, currentIndex);
    for (let step = 0; step < rows.length; step++) {
      const index = (start + step) % rows.length;
      const row = rows[index];
      const name = row?.kind === "contact" ? row.name : row && groupName(row.group);
      if (name !== undefined && name !== null && fold(name).startsWith(wanted)) return index;
    }
    return undefined;
  }
}
