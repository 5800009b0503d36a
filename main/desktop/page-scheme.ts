import type { Protocol } from "electron";
import { pageHost, pageScheme } from "../../app/page-ipc.ts";
import type { Log } from "../log.ts";
import type { PageFiles } from "../shell/page-files.ts";
import { securityHeaders } from "../shell/security-headers.ts";

/** Tells Chromium, before it is ready, that the page's scheme has origins and is as secure as https. */
export function registerPageScheme(protocol: Pick<Protocol, "registerSchemesAsPrivileged">): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: pageScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** Serves the page's files, and nothing else, under `app://kith/`. */
export function servePage(protocol: Pick<Protocol, "handle">, files: PageFiles, log: Log): void {
  protocol.handle(pageScheme, ({ method, url }) => {
    const { host, pathname } = new URL(url);
    const file = method === "GET" && host === pageHost ? files.get(pathname) : undefined;
    if (file !== undefined) {
      const headers = { ...securityHeaders, "Content-Type": file.type };
      return new Response(new Uint8Array(file.body), { headers });
    }
    log.once("the page asked for a file that is not there; it was refused");
    return new Response(null, { status: 404, headers: securityHeaders });
  });
}
