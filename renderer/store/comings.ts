import type { BareJid } from "../../app/jid.ts";
import type { Recent } from "./person.ts";

/** How long a person who came or went is marked, in milliseconds. */
const markedFor = 8_000;
/** For this long after we come online, in milliseconds, nobody is marked: everybody's presence arrives then. */
const settling = 10_000;

/** Who came or went a moment ago. Times are in milliseconds of one clock. */
export class Comings {
  readonly #marks = new Map<BareJid, { readonly recent: Recent; readonly until: number }>();
  #onlineSince: number | undefined;

  /** Call this whenever the session changes. People who came or went while we were offline are not marked. */
  setOnline(isOnline: boolean, now: number): void {
    if (!isOnline) this.#onlineSince = undefined;
    else this.#onlineSince ??= now;
  }

  note(bareJid: BareJid, recent: Recent, now: number): void {
    if (this.#onlineSince === undefined || now - this.#onlineSince < settling) return;
    // Deleted first, so that the map is in the order in which the marks end.
    this.#marks.delete(bareJid);
    this.#marks.set(bareJid, { recent, until: now + markedFor });
  }

  of(bareJid: BareJid): Recent | undefined {
    return this.#marks.get(bareJid)?.recent;
  }

  /** Removes marks that have ended. Returns whose they were. */
  end(now: number): readonly BareJid[] {
    const ended: BareJid[] = [];
    for (const [bareJid, { until }] of this.#marks) {
      if (until > now) break;
      this.#marks.delete(bareJid);
      ended.push(bareJid);
    }
    return ended;
  }

  /** When the next mark ends, or undefined while there is none. */
  get nextEnd(): number | undefined {
    for (const { until } of this.#marks.values()) return until;
    return undefined;
  }
}
