import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plainClient } from "../servers/plain-client.ts";
import { startProsody } from "../servers/prosody.ts";
import { violations } from "./axe.ts";
import { expect, test } from "./fixture.ts";
import { goOffline, listOnServer } from "./organise.ts";

const items = [
  { jid: "romeo@example.test", name: "Romeo", groups: ["Friends"], subscription: "none" as const },
];

test("[T8] a server that wants the password itself gets it once the person consents, and again after a restart", async ({
  page,
  start,
}) => {
  const server = await startProsody({ plainOnly: true });
  const profile = await mkdtemp(join(tmpdir(), "kith-profile-"));
  try {
    await server.addAccount("juliet", "secret");
    await server.seedRoster("juliet", items);
    const settings = {
      address: "juliet@example.test",
      server: { host: "127.0.0.1", port: server.starttlsPort, security: "starttls" },
      trust: { fingerprint: null, hasOfferedScram: true },
      own: { show: "available", status: "" },
    };
    const accountsFile = join(profile, "accounts.json");
    await writeFile(accountsFile, JSON.stringify({ version: 1, accounts: [settings] }));
    const kith = await start(profile);
    await kith.open(page);
    await page.getByLabel("Password", { exact: true }).fill("secret");
    // With a keyring, Kith would sign in by itself after the restart.
    const stay = page.getByRole("checkbox", { name: "Stay signed in" });
    if (await stay.isVisible()) await stay.uncheck();
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Trust" }).click();
    await expect(page.getByRole("alert")).toContainText("Now it asks for the password itself.");
    const open = page.getByRole("button", { name: "Send the password anyway…" });
    await open.click();
    const dialog = page.getByRole("dialog", { name: "Send your password?" });
    await expect(dialog).toContainText("Kith would send the password itself to example.test");
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect(open).toBeFocused();
    await open.click();
    await dialog.getByRole("button", { name: "Send password" }).click();

    // Her other devices see that she is signed in.
    const other = await plainClient(server, "juliet", "secret");
    await other.appear();
    await other.waitFor(
      (stanza) =>
        stanza.name === "presence" &&
        stanza.attrs["from"]?.startsWith("juliet@") === true &&
        stanza.attrs["from"] !== other.fullJid,
    );
    await other.close();
    await expect(page.getByRole("treeitem", { name: /^Romeo,/ })).toBeVisible();

    await kith.stop();
    expect(JSON.parse(await readFile(accountsFile, "utf8"))).toMatchObject({
      accounts: [{ trust: { hasOfferedScram: true, isPlainAllowed: true } }],
    });
    const again = await start(profile);
    await again.open(page);
    await page.getByLabel("Password", { exact: true }).fill("secret");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("button", { name: "My status" })).toBeVisible();
    // Once the server is gone, it would write the failure to the folder that is being removed.
    await again.stop();
  } finally {
    await server.stop();
    await rm(profile, { recursive: true, force: true });
  }
});

test("[T28] an account whose password is refused can be forgotten with its list; the question counts what is lost", async ({
  page,
  account,
  device,
  signIn,
  start,
}) => {
  const juliet = await account(items);
  const kith = await signIn(juliet);
  await goOffline(page);
  const romeo = page.getByRole("treeitem", { name: /^Romeo,/ });
  await romeo.focus();
  await page.keyboard.press("F2");
  await page.getByLabel("Name").fill("Montague");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("treeitem", { name: /^Montague,/ })).toBeVisible();
  await kith.stop();

  const again = await start(kith.profile);
  await again.open(page);
  await page.getByLabel("Password", { exact: true }).fill("wrong");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert")).toHaveText("Wrong address or password.");
  await expect(page.getByRole("treeitem", { name: /^Montague,/ })).toBeVisible();
  await page.getByRole("button", { name: "Forget this account…" }).click();
  const dialog = page.getByRole("dialog", { name: "Forget this account?" });
  await expect(dialog).toContainText(juliet.address);
  await expect(dialog).toContainText("One change has not reached the server yet and will be lost.");
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("treeitem", { name: /^Montague,/ })).toBeVisible();
  await page.getByRole("button", { name: "Forget this account…" }).click();
  await dialog.getByRole("button", { name: "Forget", exact: true }).click();
  await expect(page.getByRole("treeitem")).toHaveCount(0);
  await expect(page.getByLabel("Address")).toHaveValue("");
  await expect(page.getByRole("button", { name: "Forget this account…" })).toHaveCount(0);

  // The change never reached the server.
  const phone = await device(juliet);
  expect(await listOnServer(phone)).toContain('name="Romeo"');
  await again.stop();
  await (await start(kith.profile)).open(page);
  await expect(page.getByLabel("Address")).toHaveValue("");
  await expect(page.getByRole("treeitem")).toHaveCount(0);
});
