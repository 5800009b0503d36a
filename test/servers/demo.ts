import type { Socket } from "node:net";
import type { BareJid } from "../../app/jid.ts";
import { startDemoServer } from "../../main/demo/server/demo-server.ts";
import { makeAuthority } from "./certificates.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { joinRefusing } from "./refusing-join.ts";
import type { TestServer } from "./test-server.ts";
import { openTlsFront } from "./tls-front.ts";

/**
 * The demo's own server in this process, behind the test's TLS, because it speaks clear text only to Kith's own demo.
 * `refuses`: accounts with certain names get answers that no healthy server gives.
 */
export async function startDemo(options: { readonly refuses?: boolean } = {}): Promise<TestServer> {
  const domain = "example.test";
  const folder = scratchFolder("demo");
  const authority = makeAuthority(folder.path);
  const certificate = authority.leaf("good");
  const server = await startDemoServer({ domains: [domain], offersPlain: true });
  const openFront = (ports?: { starttls: number; directTls: number }) =>
    openTlsFront({
      certificate,
      behind: server.port,
      ...(ports === undefined ? {} : { ports }),
      join: options.refuses === true ? joinRefusing : joinPlainly,
    });
  let front = await openFront();
  const { starttlsPort, directTlsPort } = front;
  const accountOf = (user: string) => `${user}@${domain}` as BareJid;
  return {
    kind: "demo",
    domain,
    starttlsPort,
    directTlsPort,
    authority: authority.pem,
    async addAccount(user, password) {
      server.addAccount(accountOf(user), password);
    },
    async seedRoster(user, items, requests = []) {
      server.seedRoster(
        accountOf(user),
        items.map(({ jid, ...item }) => ({ address: jid, ...item })),
        requests.map(({ jid, ...request }) => ({ address: jid, ...request })),
      );
    },
    async restart(meanwhile) {
      server.hangUp();
      await front.close();
      await meanwhile?.();
      front = await openFront({ starttls: starttlsPort, directTls: directTlsPort });
    },
    async stop() {
      await front.close();
      await server.close();
      folder.remove();
    },
  };
}

function joinPlainly(secured: Socket, behind: Socket): void {
  secured.pipe(behind);
  behind.pipe(secured);
}
