import { expect, type Locator, type Page } from "@playwright/test";
import type { PlainClient } from "../servers/plain-client.ts";

/* What the specs of organising have in common. */

/** The row of somebody below one heading, which is the nearest one above it. */
export function row(page: Page, group: string, name: string): Locator {
  const heading = `*[@aria-expanded][1][starts-with(., ${JSON.stringify(`${group}, `)})]`;
  return page
    .locator(`xpath=//*[@role="treeitem"][not(@aria-expanded)][preceding-sibling::${heading}]`)
    .filter({ hasText: name })
    .last();
}

export function heading(page: Page, group: string): Locator {
  return page.getByRole("treeitem", { name: new RegExp(`^${group}, \\d`) });
}

/** A contact with these groups and no subscription. */
export function seed(name: string, ...groups: string[]) {
  return { jid: `${name.toLowerCase()}@example.test`, name, groups, subscription: "none" as const };
}

/** Some people in groups that fit on a screen; Romeo in two of them, Paris in none. */
export const verona = [
  seed("Romeo", "Friends", "Verona"),
  seed("Benvolio", "Friends"),
  seed("Nurse", "Family"),
  seed("Tybalt", "Family"),
  seed("Paris"),
];

/** The next roster push to another device: the contact and its groups. */
export async function pushed(
  other: PlainClient,
): Promise<{ readonly jid: string; readonly groups: readonly string[]; readonly subscription: string }> {
  const push = await other.waitFor((one) => one.attrs["type"] === "set", 20_000);
  const item = push.getChild("query")?.getChild("item");
  return {
    jid: item?.attrs["jid"] ?? "",
    groups: (item?.getChildren("group") ?? []).map((group) => group.getText()).toSorted(),
    subscription: item?.attrs["subscription"] ?? "",
  };
}

/** The next pushes, by contact. */
export async function pushedGroups(
  other: PlainClient,
  count: number,
): Promise<Record<string, readonly string[]>> {
  const groups: Record<string, readonly string[]> = {};
  for (let index = 0; index < count; index++) {
    const push = await pushed(other);
    groups[push.jid.split("@")[0] ?? ""] = push.groups;
  }
  return groups;
}

/** Drags with the mouse; `before` runs while the button is down over the target. */
export async function drag(
  page: Page,
  from: Locator,
  to: Locator,
  before?: () => Promise<void>,
): Promise<void> {
  await from.hover();
  await page.mouse.down();
  const box = await to.boundingBox();
  if (box === null) throw new Error("nothing to drop on");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 - 4);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await before?.();
  await page.mouse.up();
}

/** Drags somebody from one group to the heading of another; `before` runs while the button is down over it. */
export function dragToGroup(
  page: Page,
  [group, name]: Place,
  to: string,
  before?: () => Promise<void>,
): Promise<void> {
  return drag(page, row(page, group, name), heading(page, to), before);
}

/** Somebody's row: the group it is in, and their name. */
type Place = readonly [group: string, name: string];

/** Selects several with the mouse: a click, and Ctrl for the others. */
export async function selectRows(page: Page, ...places: readonly Place[]): Promise<void> {
  for (const [index, [group, name]] of places.entries())
    await row(page, group, name).click(index === 0 ? {} : { modifiers: ["Control"] });
}

/** Chooses an item of a row's menu by keyboard. */
export async function chooseInMenu(page: Page, of: Locator, item: string): Promise<void> {
  await of.focus();
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: item }).press("Enter");
}

/** Changes somebody on another device of the account. Nothing in it may need escaping. */
export async function changeElsewhere(
  other: PlainClient,
  item: { readonly jid: string; readonly name: string; readonly groups?: readonly string[] },
): Promise<void> {
  const groups = (item.groups ?? []).map((group) => `<group>${group}</group>`).join("");
  await other.ask(
    "set",
    `<query xmlns="jabber:iq:roster"><item jid="${item.jid}" name="${item.name}">${groups}</item></query>`,
  );
}

/** Removes somebody on another device of the account. */
export async function removeElsewhere(other: PlainClient, jid: string): Promise<void> {
  await other.ask(
    "set",
    `<query xmlns="jabber:iq:roster"><item jid="${jid}" subscription="remove"/></query>`,
  );
}

/** The list on the server, as XML. */
export async function listOnServer(other: PlainClient): Promise<string> {
  return (await other.ask("get", '<query xmlns="jabber:iq:roster"/>')).toString();
}

/** Answers the dialog "Move to group" that is open. */
export async function chooseGroup(page: Page, group: string, act: "Move" | "Add" = "Move"): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Move to group" });
  await dialog.getByRole("combobox", { name: "Group" }).fill(group);
  await dialog.getByRole("button", { name: act, exact: true }).click();
}

/** Gives somebody, or a group, another name by keyboard, from the row. */
export async function rename(page: Page, from: Locator, name: string): Promise<void> {
  await from.focus();
  await page.keyboard.press("F2");
  const typed = page.getByRole("dialog").getByLabel("Name");
  await typed.fill(name);
  await page.keyboard.press("Enter");
  await expect(typed).toHaveCount(0);
}

/** Chooses "Offline" in the menu of the own status, and waits until the connection is closed. */
export async function goOffline(page: Page): Promise<void> {
  await chooseStatus(page, "Offline");
  await expect(page.getByRole("status")).toContainText("Offline");
}

/** Chooses another of the own statuses by its name; Kith may still be connecting afterwards. */
export async function chooseStatus(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "My status" }).click();
  await page.getByRole("menuitem", { name, exact: true }).click();
}

/** The groups of everybody on the server, by the part of their address before the @. */
export async function groupsOnServer(other: PlainClient): Promise<Record<string, readonly string[]>> {
  const roster = await other.ask("get", '<query xmlns="jabber:iq:roster"/>');
  return Object.fromEntries(
    (roster.getChild("query")?.getChildren("item") ?? []).map((item) => [
      item.attrs["jid"]?.split("@")[0] ?? "",
      item
        .getChildren("group")
        .map((group) => group.getText())
        .toSorted(),
    ]),
  );
}

/** Stores a delimiter of nested groups on the server, for all clients (XEP-0083). */
export async function keepDelimiter(other: PlainClient, delimiter: string): Promise<void> {
  await other.ask(
    "set",
    `<query xmlns="jabber:iq:private"><roster xmlns="roster:delimiter">${delimiter}</roster></query>`,
  );
}

/** The live region that only screen readers see. */
export function spoken(page: Page): Locator {
  return page.locator("body > .visually-hidden[aria-live=polite]");
}

/** The line that says how many are selected. */
export function selected(page: Page): Locator {
  return page.getByRole("region", { name: "Selection" }).locator("[aria-live=polite]");
}

/** The cards of the last change, of long ones, and of refused ones. */
export function changes(page: Page): Locator {
  return page.getByRole("region", { name: "Changes" });
}
