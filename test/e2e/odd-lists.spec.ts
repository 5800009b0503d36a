import type { SeedItem } from "../servers/test-server.ts";
import { expect, test } from "./fixture.ts";
import { chooseGroup } from "./organise.ts";

const seed = (jid: string, name: string, ...groups: string[]): SeedItem => ({
  jid,
  name,
  groups,
  subscription: "none",
});

test.skip(process.env["KITH_TEST_SERVER"] === "demo", "the demo's server keeps no such lists");

test("[R19] a contact with an unreadable address can be found, moved and removed, and nothing else is offered", async ({
  page,
  signInBeside,
}) => {
  const device = await signInBeside([
    seed("romeo@exam ple.net", "", "Odd"),
    seed("nurse@example.test", "Nurse", "Home"),
  ]);
  const row = page.getByRole("treeitem", {
    name: /^romeo@exam ple\.net, offline, Kith cannot read this address/,
  });
  await expect(row).toBeVisible();
  await page.getByRole("searchbox", { name: "Search contacts" }).fill("ple.net");
  await expect(page.getByRole("treeitem", { name: /^Nurse/ })).toBeHidden();
  await page.keyboard.press("Escape");
  await row.click({ button: "right" });
  await expect(page.getByRole("menuitem", { name: "Edit…" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Open chat" })).toBeHidden();
  await expect(page.getByRole("menuitem", { name: "Ask to see their status" })).toBeHidden();
  await page.getByRole("menuitem", { name: "Move to group…" }).click();
  await chooseGroup(page, "Home");
  await device.waitFor((stanza) => stanza.toString().includes("<group>Home</group>"));
  await expect(page.getByRole("treeitem", { name: "Home, 0 of 2 available" })).toBeVisible();
  await row.click({ button: "right" });
  await page.getByRole("menuitem", { name: "Remove", exact: true }).click();
  await device.waitFor((stanza) => stanza.toString().includes(`subscription="remove"`), 12_000);
  await expect(row).toBeHidden();
});

test("[E11] a group without a name has a label, and can be renamed", async ({ page, signInBeside }) => {
  const device = await signInBeside([
    seed("romeo@example.net", "Romeo", ""),
    seed("nurse@example.test", "Nurse"),
  ]);
  const heading = page.getByRole("treeitem", { name: "Unnamed group, 0 of 1 available" });
  await expect(heading).toBeVisible();
  await expect(page.getByRole("treeitem", { name: "No group, 0 of 1 available" })).toBeVisible();
  await heading.click({ button: "right" });
  await page.getByRole("menuitem", { name: "Rename group…" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Montague");
  await page.getByRole("button", { name: "Rename" }).click();
  await device.waitFor((stanza) => stanza.toString().includes("<group>Montague</group>"));
  await expect(page.getByRole("treeitem", { name: "Montague, 0 of 1 available" })).toBeVisible();
  await expect(heading).toBeHidden();
});
