/** RFC 6121 4.7.2.1, with `available` for an absent `<show/>`. Ordered from most to least willing to talk. */
export const shows = ["chat", "available", "away", "xa", "dnd"] as const;
export type Show = (typeof shows)[number];

/** One connected resource of a contact. `priority` is a number from -128 to 127 (RFC 6121 4.7.2.3). */
export interface ResourcePresence {
  readonly resource: string;
  readonly show: Show;
  readonly status: string;
  readonly priority: number;
}

/**
 * All resources of a contact, best first. No resources means offline.
 * A contact without an entry is offline, or unknown while we are not online ourselves (RULE P7).
 */
export interface Availability {
  readonly resources: readonly ResourcePresence[];
}

/** The best resource decides what the row shows: highest priority, then the most willing show. */
export function compareResources(a: ResourcePresence, b: ResourcePresence): number {
  return (
    b.priority - a.priority ||
    shows.indexOf(a.show) - shows.indexOf(b.show) ||
    (a.resource < b.resource ? -1 : 1)
  );
}
