import type { IncomingHttpHeaders } from "node:http";

/** Why a request is refused. `status` is the HTTP status; `sentence` is for the log and quotes nothing from the request. */
export interface Refusal {
  readonly status: 403 | 421;
  readonly sentence: string;
}

/**
 * Whether a request may come from our own page at `origin` (`http://127.0.0.1:PORT`); null when it may.
 * The exact `Host` prevents DNS rebinding. `Origin` is required on a socket's handshake and must be ours wherever it is
 * sent. A browser's `Sec-Fetch-Site` must not name another site, unless the person followed a link from there: the
 * page alone, without a token, reveals nothing.
 */
export function checkRequest(
  headers: IncomingHttpHeaders,
  origin: string,
  isUpgrade: boolean,
): Refusal | null {
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
