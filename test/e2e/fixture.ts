import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect, type Page } from "@playwright/test";
import { plainClient, type PlainClient } from "../servers/plain-client.ts";
import { startDemo } from "../servers/demo.ts";
import { freePorts } from "../servers/free-ports.ts";
import { startProsody } from "../servers/prosody.ts";
import type { SeedItem, SeedRequest, TestServer } from "../servers/test-server.ts";
import { KeptPage } from "./kept-page.ts";
import { browserShell } from "./shells/browser.ts";
import { electronShell, windowPage } from "./shells/electron.ts";
import type { RunningKith, Shell } from "./shells/shell.ts";
import { standInShell } from "./shells/stand-in.ts";

/** `npm test -- --server demo`: the specs meet the demo's server instead of Prosody. */
const isOnDemo = process.env["KITH_TEST_SERVER"] === "demo";

/** The projects of the configuration, each with the shell in which it starts Kith. */
const shells = {
  browser: browserShell,
  desktop: standInShell,
  electron: electronShell,
} satisfies Record<string, Shell>;
export interface ShellOption {
  shell: keyof typeof shells;
}

/** What all specs of one worker share, one after another. */
interface Shared {
  server: TestServer;
  authority: string;
  keptPage: KeptPage;
  /** Kith serves each spec's page at the same port, so that the page's process stays the same too. */
  keptPort: number;
}

export interface Account {
  readonly user: string;
  readonly address: string;
  readonly password: string;
}

interface World {
  /** For specs that change a page for good: its clock, its language, what runs before its scripts. */
  hasOwnPage: boolean;
  /** Makes an account with a roster on the server. */
  account: (
    items?: readonly SeedItem[],
    requests?: readonly SeedRequest[],
    name?: string,
  ) => Promise<Account>;
  /** The same account elsewhere, or somebody else: online and listening. Closed after the test. */
  device: (account: Account) => Promise<PlainClient>;
  /** Starts Kith; on a profile of an earlier one to start it again. `flags` are those a person might give. */
  start: (profile?: string, flags?: readonly string[]) => Promise<RunningKith>;
  /** Opens Kith in the page and signs in with the server settings of the test's server. */
  signIn: (account: Account) => Promise<RunningKith>;
  /** Signs in as somebody with this roster; their other device, which is online and listens. */
  signInBeside: (
    items?: readonly SeedItem[],
    requests?: readonly SeedRequest[],
    name?: string,
  ) => Promise<PlainClient>;
}

export const test = base.extend<World, Shared & ShellOption>({
  shell: ["browser", { option: true, scope: "worker" }],

  server: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await (isOnDemo
        ? startDemo({ refuses: true })
        : startProsody({ modules: ["kith_set_refusals", "kith_roster_refusals"] }));
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],

  /** The file with the certificate authority of the test's server. */
  authority: [
    async ({ server }, use) => {
      const folder = await mkdtemp(join(tmpdir(), "kith-authority-"));
      const file = join(folder, "authority.pem");
      await writeFile(file, server.authority);
      await use(file);
      await rm(folder, { recursive: true });
    },
    { scope: "worker" },
  ],

  keptPage: [async ({ browser }, use) => use(new KeptPage(browser)), { scope: "worker" }],

  // eslint-disable-next-line no-empty-pattern
  keptPort: [async ({}, use) => use((await freePorts(1))[0] ?? 0), { scope: "worker" }],

  account: async ({ server }, use) => {
    await use(async (items = [], requests = [], name = "juliet") => {
      const user = `${name}${randomBytes(4).toString("hex")}`;
      await server.addAccount(user, "secret");
      if (items.length + requests.length > 0) await server.seedRoster(user, items, requests);
      return { user, address: `${user}@${server.domain}`, password: "secret" };
    });
  },

  device: async ({ server }, use) => {
    const clients: PlainClient[] = [];
    await use(async ({ user, password }) => {
      const client = await plainClient(server, user, password);
      clients.push(client);
      await client.appear();
      return client;
    });
    await Promise.all(clients.map((client) => client.close()));
  },

  hasOwnPage: [false, { option: true }],

  page: async ({ browser, hasOwnPage, keptPage, locale, shell, viewport }, use, testInfo) => {
    const page = hasOwnPage
      ? await (await browser.newContext()).newPage()
      : await keptPage.take(viewport, { locale });
    await use(shell === "electron" ? windowPage(page) : page);
    if (hasOwnPage) await page.context().close();
    else if (testInfo.status === testInfo.expectedStatus) await keptPage.empty();
  },

  context: async ({ page }, use) => use(page.context()),

  start: async ({ authority, keptPort, shell }, use) => {
    const running: RunningKith[] = [];
    const folders: string[] = [];
    await use(async (profile, flags = []) => {
      const folder = profile ?? (await mkdtemp(join(tmpdir(), "kith-profile-")));
      if (profile === undefined) folders.push(folder);
      const startWith = (more: readonly string[]) => shells[shell].start(folder, authority, more);
      // A second Kith of the same spec is somewhere else: its page may still be looking for the first.
      const mayKeepPort = shell === "browser" && running.length === 0;
      const kith = await (mayKeepPort
        ? startWith(["--port", String(keptPort), ...flags]).catch(() => startWith(flags))
        : startWith(flags));
      running.push(kith);
      return kith;
    });
    await Promise.all(running.map((kith) => kith.stop()));
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  },

  signIn: async ({ page, server, start }, use) => {
    await use(async (account) => {
      const kith = await start();
      await kith.open(page);
      await signInAt(page, account, server.starttlsPort);
      await expect(page.getByRole("tree", { name: "Contacts" })).toBeVisible();
      return kith;
    });
  },

  signInBeside: async ({ account, device, signIn }, use) => {
    await use(async (...roster) => {
      const own = await account(...roster);
      await signIn(own);
      return device(own);
    });
  },
});

export { expect };

/** Signs in on the page that asks for it, at this port; resolves when the account is online. */
export async function signInAt(
  page: Page,
  account: Pick<Account, "address" | "password">,
  port: number,
): Promise<void> {
  await fillSignIn(page, account, port);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: "My status" })).toBeVisible();
}

/** Fills the sign-in page; the address's own host is 127.0.0.1 here. */
export async function fillSignIn(
  page: Page,
  account: Pick<Account, "address" | "password">,
  port: number,
  security: "STARTTLS" | "Direct TLS" = "STARTTLS",
): Promise<void> {
  await page.getByLabel("Address").fill(account.address);
  await page.getByLabel("Password").fill(account.password);
  // Where there is a keyring Kith would sign in by itself at the next start; most specs want to be asked.
  const stay = page.getByRole("checkbox", { name: "Stay signed in" });
  // A click can miss while the layout still changes.
  if (await stay.isVisible()) await expect(() => stay.uncheck({ timeout: 2_000 })).toPass();
  const host = page.getByLabel("Host");
  if (!(await host.isVisible())) await page.getByText("Server settings").click();
  await host.fill("127.0.0.1");
  await page.getByLabel("Port").fill(String(port));
  await page.getByLabel("Security").selectOption(security);
}
