import type { CustomScheme } from "electron";
import { expect, test } from "vitest";
import { registerPageScheme, servePage } from "../../../../main/desktop/page-scheme.ts";
import { createLog } from "../../../../main/log.ts";
import { securityHeaders } from "../../../../main/shell/security-headers.ts";

type Serve = (request: Request) => Response | Promise<Response>;

function served(): {
  readonly ask: (url: string, method?: string) => Promise<Response>;
  readonly lines: string[];
} {
  const lines: string[] = [];
  let serve: Serve = () => new Response();
  servePage(
    { handle: (scheme, handler) => void (scheme === "app" && (serve = handler)) },
    new Map([
      ["/", { type: "text/html; charset=utf-8", body: Buffer.from("<!doctype html>Kith") }],
      ["/assets/a.js", { type: "text/javascript; charset=utf-8", body: Buffer.from("1") }],
    ]),
    createLog((line) => lines.push(line)),
  );
  // `Request` of a browser knows schemes of its own only; what is asked for is all that counts.
  return { ask: async (url, method = "GET") => serve({ url, method } as Request), lines };
}

test("[D2] the page's files come with the browser shell's headers", async () => {
  const { ask } = served();
  const page = await ask("app://kith/");
  expect(await page.text()).toBe("<!doctype html>Kith");
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  for (const [name, value] of Object.entries(securityHeaders)) expect(page.headers.get(name)).toBe(value);
  expect((await ask("app://kith/assets/a.js?v=1")).status).toBe(200);
});

test("[D2] another file, another host and another method get nothing, and that is logged once", async () => {
  const { ask, lines } = served();
  const asked = [
    ask("app://kith/index.html"),
    ask("app://kith/../../etc/passwd"),
    ask("app://kith/assets/%2e%2e/a"),
    ask("app://other/"),
    ask("app://kith/", "POST"),
  ];
  for (const response of await Promise.all(asked)) {
    expect(response.status).toBe(404);
    expect(response.headers.get("Content-Security-Policy")).toBe(securityHeaders["Content-Security-Policy"]);
  }
  expect(lines).toHaveLength(1);
});

test("[D2] the scheme has origins and is secure, and goes round no policy", () => {
  let registered: CustomScheme[] = [];
  registerPageScheme({ registerSchemesAsPrivileged: (schemes) => void (registered = schemes) });
  expect(registered).toHaveLength(1);
  const { scheme, privileges } = registered[0] ?? { scheme: "", privileges: {} };
  expect(scheme).toBe("app");
  expect(privileges).toMatchObject({ standard: true, secure: true });
  expect(privileges?.bypassCSP ?? false).toBe(false);
  expect(privileges?.allowServiceWorkers ?? false).toBe(false);
});
