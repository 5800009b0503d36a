import {
  changeElsewhere,
  changes,
  dragToGroup,
  groupsOnServer,
  listOnServer,
  pushed,
  rename,
  row,
  seed,
} from "./organise.ts";
import { expect, test } from "./fixture.ts";

const cast = [seed("Romeo", "Friends"), seed("Nurse", "Family")];

test("[G5] a drop is undone from its toast, then redone and undone by key", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(cast);
  await dragToGroup(page, ["Friends", "Romeo"], "Family");
  expect((await pushed(other)).groups).toEqual(["Family"]);
  await expect(changes(page)).toContainText("Moved Romeo to Family");
  await changes(page).getByRole("button", { name: "Undo" }).click();
  expect((await pushed(other)).groups).toEqual(["Friends"]);
  await expect(changes(page)).toContainText("Moved Romeo back from Family");
  await row(page, "Friends", "Romeo").focus();
  await page.keyboard.press("Control+Shift+z");
  expect((await pushed(other)).groups).toEqual(["Family"]);
  await expect(changes(page)).toContainText("Moved Romeo to Family");
  await page.keyboard.press("Control+z");
  expect((await pushed(other)).groups).toEqual(["Friends"]);
  await expect(row(page, "Friends", "Romeo")).toBeVisible();
  await page.keyboard.press("Control+y");
  expect((await pushed(other)).groups).toEqual(["Family"]);
  await expect(row(page, "Family", "Romeo")).toBeVisible();
  await page.keyboard.press("Control+y");
  await expect(changes(page)).toContainText("There is nothing to redo.");
});

test("[G5] an edit in the dialog is undone by key; if nothing is left to undo, Kith says so", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(cast);
  await rename(page, row(page, "Friends", "Romeo"), "Montague");
  await other.waitFor((one) => one.toString().includes("Montague"));
  await expect(changes(page)).toContainText("Renamed");
  await expect(row(page, "Friends", "Montague")).toBeFocused();
  await page.keyboard.press("Control+z");
  await other.waitFor((one) => one.toString().includes('name="Romeo"'));
  await expect(row(page, "Friends", "Romeo")).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(changes(page)).toContainText("There is nothing to undo.");
});

test("[G5] a later change of another device stays, and Kith says so", async ({ page, signInBeside }) => {
  const other = await signInBeside(cast);
  await rename(page, row(page, "Friends", "Romeo"), "Montague");
  await other.waitFor((one) => one.toString().includes("Montague"));
  await changeElsewhere(other, { jid: "romeo@example.test", name: "My Romeo", groups: ["Friends"] });
  await expect(row(page, "Friends", "My Romeo")).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(changes(page)).toContainText("1 person was changed elsewhere and stays that way.");
  await expect(row(page, "Friends", "My Romeo")).toBeVisible();
  const roster = await listOnServer(other);
  expect(roster).toContain('name="My Romeo"');
});

test("[G5] an undo reverts its own groups and keeps those that another device added since", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(cast);
  await dragToGroup(page, ["Friends", "Romeo"], "Family");
  expect((await pushed(other)).groups).toEqual(["Family"]);
  await changeElsewhere(other, { jid: "romeo@example.test", name: "Romeo", groups: ["Family", "Exiles"] });
  await expect(row(page, "Exiles", "Romeo")).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(row(page, "Friends", "Romeo")).toBeVisible();
  await expect(row(page, "Family", "Romeo")).toHaveCount(0);
  await expect.poll(() => groupsOnServer(other)).toEqual({ romeo: ["Exiles", "Friends"], nurse: ["Family"] });
});

test("[G5] a removal says what the other side notices, waits, and pressing Delete twice removes once", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside([
    { ...seed("Romeo", "Friends"), subscription: "both" as const },
    seed("Nurse", "Family"),
  ]);
  await row(page, "Friends", "Romeo").focus();
  await page.keyboard.press("Delete");
  await expect(changes(page)).toContainText("Removed Romeo");
  await expect(changes(page)).toContainText(
    "They will be notified, and you will no longer see each other's status.",
  );
  await page.keyboard.press("Delete");
  expect((await pushed(other)).subscription).toBe("remove");
  await expect(row(page, "Friends", "Romeo")).toHaveCount(0);
  await row(page, "Family", "Nurse").focus();
  await page.keyboard.press("Control+z");
  await expect(changes(page)).toContainText("Ask 1 person again to see their status.");
  expect(await pushed(other)).toMatchObject({
    jid: "romeo@example.test",
    groups: ["Friends"],
    subscription: "none",
  });
  await expect(row(page, "Friends", "Romeo")).toBeVisible();
});

test("[G5] closing Kith within the wait keeps the person", async ({ page, account, device, signIn }) => {
  const juliet = await account(cast);
  const first = await signIn(juliet);
  const other = await device(juliet);
  await row(page, "Friends", "Romeo").focus();
  await page.keyboard.press("Delete");
  await expect(changes(page)).toContainText("Removed Romeo");
  await first.stop();
  const roster = await listOnServer(other);
  expect(roster).toContain("romeo@example.test");
});
