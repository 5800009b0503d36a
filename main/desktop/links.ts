import type { App, Dialog, Shell } from "electron";
import { t } from "../../app/words/words.ts";
import type { Log } from "../log.ts";
import { createRateLimit, type CallRate } from "../shell/rate-limit.ts";
import { readUrl } from "./read-url.ts";

/** The links that may be handed to the system: chat programs open the one kind, browsers the other. */
const schemes: ReadonlySet<string> = new Set(["xmpp:", "https:"]);

/** Faster than any person: each link may start a program. */
const linkRate: CallRate = { burst: 20, perSecond: 1 };

/** Hands a link to the system's program for its kind, if the kind is allowed. */
export type OpenLink = (url: string) => void;

export interface LinkOptions {
  readonly app: Pick<App, "getApplicationNameForProtocol" | "isDefaultProtocolClient">;
  readonly dialog: Pick<Dialog, "showMessageBox">;
  readonly shell: Pick<Shell, "openExternal">;
  readonly log: Log;
}

/** What did not open a link, and what to do about it: the keys of its words. */
type Trouble = "link.own" | "link.no-chat" | "link.refused";

/** Tells the person in a system dialog that no program accepts a link; one dialog at a time. */
export function createOpenLink({ app, dialog, shell, log }: LinkOptions): OpenLink {
  const limit = createRateLimit(linkRate);
  let isTelling = false;

  const tell = (trouble: Trouble) => {
    if (isTelling) return;
    isTelling = true;
    const box = { message: t(`${trouble}.title`), detail: t(`${trouble}.text`), buttons: [t("link.ok")] };
    const told = dialog.showMessageBox({ type: "info", ...box, defaultId: 0, cancelId: 0, noLink: true });
    void told.finally(() => (isTelling = false));
  };

  /** Checked before opening: on Linux `openExternal` succeeds once it has started something that looks for a program. */
  const troubleWith = ({ protocol, href }: URL): Trouble | null => {
    // There are more ways to find a browser than Electron can check.
    if (protocol !== "xmpp:") return null;
    // Kith's packages register for `xmpp:` links, so the link would only bring Kith to the front.
    if (app.isDefaultProtocolClient("xmpp")) return "link.own";
    return app.getApplicationNameForProtocol(href) === "" ? "link.no-chat" : null;
  };

  return (url) => {
    const parsed = readUrl(url);
    if (parsed === null || !schemes.has(parsed.protocol)) {
      return log.once("a link of a kind that Kith does not hand on was refused");
    }
    if (limit.take(0) > 0)
      return log.once("the page opened links faster than a person can; they were refused");
    const trouble = troubleWith(parsed);
    if (trouble !== null) return tell(trouble);
    shell.openExternal(parsed.href).catch(() => tell("link.refused"));
  };
}
