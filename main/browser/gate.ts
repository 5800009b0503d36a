import type { IncomingHttpHeaders } from "node:http";

/** Why a request goes no further. `status` is HTTP's, `sentence` is for the log and quotes nothing of the request. */
export interface Refusal {
  readonly status: 403 | 421;
  readonly sentence: string;
}

/**
 * Whether a request may come from our own page at `origin` (`http://127.0.0.1:PORT`); null when it may.
 * The exact `Host` shuts out DNS rebinding. `Origin` must be there on the handshake of a socket and must be ours wherever it is.
 * A browser's `Sec-Fetch-Site` must not name another site, except when the person comes from there by a link: the
 * page alone, without a token, tells nothing.
 */
export function refusal(headers: IncomingHttpHeaders, origin: string, isUpgrade: boolean): Refusal | null {
  if (headers.host !== new URL(origin).host) {
    return { status: 421, sentence: "a request for another host was refused" };
  }
  if (isUpgrade ? headers.origin !== origin : headers.origin !== undefined && headers.origin !== origin) {
    return { status: 403, sentence: "a request from another origin was refused" };
  }
  const site = headers["sec-fetch-site"];
  const isNavigation = headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document";
  if (site !== undefined && site !== "same-origin" && site !== "none" && (isUpgrade || !isNavigation)) {
    return { status: 403, sentence: "a request from another site was refused" };
  }
  return null;
}
