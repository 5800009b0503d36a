import type { BareJid } from "./jid.ts";

/**
 * One thing that became of an edit when another device had changed the same contact. Values: `name` (ours), `theirs` (the
 * other device's name), `groups` (how many the other device joined or left), `group` (which the other device left).
 */
export interface MergeLine {
  readonly code:
    | "renamed-over"
    | "name-kept"
    | "name-yielded"
    | "groups-kept"
    | "move-yielded"
    | "removal-yielded"
    | "sent-again";
  readonly values: Readonly<Record<string, string | number>>;
}

/** What was merged for one contact, shown on the row until it is dismissed or Kith is closed. */
export interface Merge {
  readonly bareJid: BareJid;
  readonly lines: readonly MergeLine[];
}
