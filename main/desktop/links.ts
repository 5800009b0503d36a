import type { Shell } from "electron";
import type { Log } from "../log.ts";
import { readUrl } from "./read-url.ts";

/** What may be handed to the system: chat programs own the one, browsers the other. */
const schemes: ReadonlySet<string> = new Set(["xmpp:", "https:"]);

/** Hands a link to whichever program owns its kind, if it is of a kind we hand on at all. */
export type OpenLink = (url: string) => void;

export function createOpenLink(shell: Pick<Shell, "openExternal">, log: Log): OpenLink {
  return (url) => {
    const parsed = readUrl(url);
    if (parsed === null || !schemes.has(parsed.protocol)) {
      return log.once("a link of a kind that Kith does not hand on was refused");
    }
    shell.openExternal(parsed.href).catch(() => log.once("the system opened no program for a link"));
  };
}
