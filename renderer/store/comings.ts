import type { BareJid } from "../../app/jid.ts";
import type { Recent } from "./person.ts";

/** How long a person who came or went is marked, in milliseconds. */
const markedFor = 8_000;
/** After we come online, everybody's presence arrives: for this long, in milliseconds, it is no news. */
const settling = 10_000;

/** Who came or went a moment ago. Times are in milliseconds of one clock. */
export class Comings {
  readonly #marks = new Map<BareJid, { readonly recent: Recent; readonly until: number }>();
  #onlineSince: number | undefined;

  /** Called whenever the session changes: what others did while we were offline is no news either. */
  setOnline(isOnline: boolean, now: number): void {
    if (!isOnline) this.#onlineSince = undefined;
    else this.#onlineSince ??= now;
  }

  note(bareJid: BareJid, recent: Recent, now: number): void {
    if (this.#onlineSince === undefined || now - this.#onlineSince < settling) return;
    // The newest is last, so that the first one ends first.
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
