import {
  changes,
  chooseGroup,
  groupsOnServer,
  heading,
  pushed,
  pushedGroups,
  removeElsewhere,
  rename,
  row,
  seed,
  selectRows,
  selected,
  verona,
} from "./organise.ts";
import { expect, test } from "./fixture.ts";

test("[G1] Shift and arrows select across groups, Delete removes all, and Undo within the wait keeps them", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(verona);
  await expect(page.getByRole("tree", { name: "Contacts" })).toHaveAttribute("aria-multiselectable", "true");
  await row(page, "Family", "Tybalt").click();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(selected(page)).toHaveText("2 people selected");
  await expect(row(page, "Family", "Tybalt")).toHaveAttribute("aria-selected", "true");
  await expect(row(page, "Friends", "Benvolio")).toHaveAttribute("aria-selected", "true");
  await expect(heading(page, "Friends")).toHaveAttribute("aria-selected", "false");
  await page.keyboard.press("Delete");
  await expect(changes(page)).toContainText("Removed 2 people");
  await expect(changes(page)).toContainText("None of them will be notified.");
  await changes(page).getByRole("button", { name: "Undo" }).click();
  await expect(changes(page)).toContainText("2 people are back");
  await expect(page.getByText("Removing…")).toHaveCount(0);
  // The next push to the other device is this edit, so no removal was sent.
  await page.keyboard.press("Escape");
  await rename(page, row(page, "Family", "Nurse"), "Angelica");
  expect(await pushed(other)).toMatchObject({ jid: "nurse@example.test", subscription: "none" });
});

test("[G1] Ctrl and Space select one by one, Ctrl with arrows skips, Escape deselects", async ({
  page,
  account,
  signIn,
}) => {
  await signIn(await account(verona));
  await row(page, "Family", "Nurse").click();
  await page.keyboard.press("Control+ArrowDown");
  await page.keyboard.press("Control+ArrowDown");
  await page.keyboard.press("Control+ArrowDown");
  await page.keyboard.press("Control+Space");
  await expect(selected(page)).toHaveText("2 people selected");
  await expect(row(page, "Family", "Tybalt")).toHaveAttribute("aria-selected", "false");
  await expect(row(page, "Friends", "Benvolio")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Shift+End");
  await expect(selected(page)).toHaveText("3 people selected");
  await page.keyboard.press("Escape");
  await expect(selected(page)).toHaveCount(0);
  await expect(page.getByRole("treeitem", { selected: true })).toHaveCount(1);
});

test("[G1] by mouse: Ctrl adds, Shift extends, a plain click selects one; Ctrl+A selects all visible people", async ({
  page,
  account,
  signIn,
}) => {
  await signIn(await account(verona));
  await row(page, "Family", "Nurse").click();
  await page.getByRole("treeitem", { name: /^Paris,/ }).click({ modifiers: ["Control"] });
  await expect(selected(page)).toHaveText("2 people selected");
  await row(page, "Friends", "Benvolio").click({ modifiers: ["Shift"] });
  // Romeo in two groups is two rows, and one person.
  await expect(selected(page)).toHaveText("3 people selected");
  await row(page, "Family", "Nurse").click();
  await expect(selected(page)).toHaveCount(0);
  await page.keyboard.press("Control+a");
  await expect(selected(page)).toHaveText("5 people selected");
  await heading(page, "Family").click({ modifiers: ["Control"] });
  await expect(selected(page)).toHaveText("3 people selected");
});

test("[G1] a person removed on another device is deselected", async ({ page, signInBeside }) => {
  const other = await signInBeside(verona);
  await page.getByRole("tree").getByRole("treeitem").first().focus();
  await page.keyboard.press("Control+a");
  await expect(selected(page)).toHaveText("5 people selected");
  await removeElsewhere(other, "paris@example.test");
  await expect(selected(page)).toHaveText("4 people selected");
});

test("[G4] [G6] the menu of the selection moves all of them; Ctrl+Z brings each back to where they were", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(verona);
  await selectRows(page, ["Friends", "Romeo"], ["Family", "Nurse"]);
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: "Move to group…" }).click();
  await expect(page.getByRole("dialog")).toContainText("Move 2 people to…");
  await chooseGroup(page, "Exiles");
  expect(await pushedGroups(other, 2)).toEqual({ romeo: ["Exiles", "Verona"], nurse: ["Exiles"] });
  await expect(changes(page)).toContainText("Moved 2 people to Exiles");
  await heading(page, "Exiles").focus();
  await page.keyboard.press("Control+z");
  expect(await pushedGroups(other, 2)).toEqual({ romeo: ["Friends", "Verona"], nurse: ["Family"] });
  await expect(changes(page)).toContainText("Moved 2 people back from Exiles");
  await expect(heading(page, "Exiles")).toHaveCount(0);
});

test("[G6] cut and paste moves, copy and paste adds; text fields keep their own clipboard keys", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(verona);
  await row(page, "Friends", "Romeo").click();
  await page.keyboard.press("Control+x");
  await expect(row(page, "Friends", "Romeo")).toHaveAttribute("data-cut", "true");
  await row(page, "Family", "Nurse").click();
  await page.keyboard.press("Control+v");
  expect((await pushed(other)).groups).toEqual(["Family", "Verona"]);
  await expect(changes(page)).toContainText("Moved Romeo to Family");
  await page.keyboard.press("Control+c");
  await heading(page, "Friends").focus();
  await page.keyboard.press("Control+v");
  expect(await pushed(other)).toMatchObject({ jid: "nurse@example.test", groups: ["Family", "Friends"] });
  await expect(changes(page)).toContainText("Added Nurse to Friends");
  // A text copied meanwhile replaces the people, and is pasted into a text field as text.
  const search = page.getByRole("searchbox", { name: "Search contacts" });
  await search.fill("Paris");
  await search.press("Control+a");
  await search.press("Control+x");
  await expect(search).toHaveValue("");
  await search.press("Control+v");
  await expect(search).toHaveValue("Paris");
  await search.press("Control+z");
  await expect(changes(page)).toContainText("Added Nurse to Friends");
});

test("[G1] in a wide window the details pane says how many are selected, and what can be done", async ({
  page,
  signInBeside,
}) => {
  await page.setViewportSize({ width: 900, height: 720 });
  const other = await signInBeside(verona);
  await selectRows(page, ["Family", "Nurse"], ["Family", "Tybalt"]);
  const details = page.getByRole("region", { name: "Details" });
  await expect(details.getByRole("heading", { name: "2 people selected" })).toBeVisible();
  await details.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Remove from Family" }).click();
  expect(await pushedGroups(other, 2)).toEqual({ nurse: [], tybalt: [] });
  await expect(changes(page)).toContainText("Removed 2 people from Family");
});

test("[G1] selecting ten thousand renders no more rows than before", async ({ page, account, signIn }) => {
  const items = Array.from({ length: 10_000 }, (_, index) => ({
    ...seed(`Person${index}`, `Group ${index % 40}`),
  }));
  await signIn(await account(items));
  await page.getByRole("treeitem").first().focus();
  await page.keyboard.press("Control+a");
  await expect(selected(page)).toHaveText("10,000 people selected");
  expect(await page.getByRole("treeitem").count()).toBeLessThan(200);
});

test("[G4] several people are asked at once, and each gets the request", async ({
  page,
  account,
  device,
  signIn,
}) => {
  const [romeo, nurse] = [await account([], [], "romeo"), await account([], [], "nurse")];
  const juliet = await account(
    [romeo, nurse].map(({ address }) => ({
      jid: address,
      name: address,
      groups: ["Verona"],
      subscription: "none",
    })),
  );
  const others = [await device(romeo), await device(nurse)];
  await signIn(juliet);
  await heading(page, "Verona").click({ modifiers: ["Control"] });
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Ask to see their status" }).click();
  for (const other of others) await other.waitFor((one) => one.attrs["type"] === "subscribe");
  await expect(changes(page)).toContainText("Asked to see the status of 2 people");
  await expect(page.getByRole("treeitem", { name: /Waiting for them to accept/ })).toHaveCount(2);
});

test("[G1] people hidden by a collapsed group or a search stay selected, and their number is shown", async ({
  page,
  account,
  signIn,
}) => {
  await signIn(await account(verona));
  await selectRows(page, ["Family", "Tybalt"], ["Friends", "Benvolio"], ["Friends", "Romeo"]);
  await expect(selected(page)).toHaveText("3 people selected");
  await heading(page, "Friends").press("ArrowLeft");
  await expect(selected(page)).toHaveText("3 people selected, 2 not shown");
  await heading(page, "Friends").press("ArrowRight");
  await expect(selected(page)).toHaveText("3 people selected");
  await page.getByRole("searchbox").fill("tyb");
  await expect(selected(page)).toHaveText("3 people selected, 2 not shown");
  await page.getByRole("searchbox").press("Escape");
  await expect(selected(page)).toHaveText("3 people selected");
});

test("[G4] a screen reader announces a change once, and later only what is added to it", async ({
  page,
  account,
  signIn,
}) => {
  await signIn(await account(verona));
  await row(page, "Family", "Tybalt").click();
  await page.locator(".changes").evaluate((live) => {
    const added = (node: Node) =>
      node instanceof Element && node.querySelector(".change-what, .change") !== null;
    new MutationObserver((changes) => {
      const count = changes.flatMap((one) => [...one.addedNodes]).filter(added).length;
      live.setAttribute("data-added", String(Number(live.getAttribute("data-added")) + count));
    }).observe(live, { childList: true, subtree: true });
  });
  await page.keyboard.press("Delete");
  await expect(changes(page)).toContainText("Removed Tybalt");
  await expect(changes(page)).toContainText("They will not be notified.");
  await expect(page.locator(".changes")).toHaveAttribute("data-added", "1");
});

test("[G4] several people are added to a group and keep theirs; several are removed once the wait is over", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(verona);
  await selectRows(page, ["Family", "Nurse"], ["Friends", "Benvolio"]);
  await page.getByRole("button", { name: "Move…" }).click();
  await chooseGroup(page, "Verona", "Add");
  expect(await pushedGroups(other, 2)).toEqual({
    nurse: ["Family", "Verona"],
    benvolio: ["Friends", "Verona"],
  });
  await expect(changes(page)).toContainText("Added 2 people to Verona");
  await expect(heading(page, "Verona")).toHaveAccessibleName("Verona, 0 of 3 available");
  await heading(page, "Verona").press("Escape");
  await heading(page, "Verona").click({ modifiers: ["Control"] });
  await page.keyboard.press("Delete");
  await expect(changes(page)).toContainText("Removed 3 people");
  // Each push is the server's word that one of them is gone.
  const gone = [await pushed(other), await pushed(other), await pushed(other)];
  expect(gone.map(({ jid, subscription }) => `${jid} ${subscription}`).toSorted()).toEqual([
    "benvolio@example.test remove",
    "nurse@example.test remove",
    "romeo@example.test remove",
  ]);
  await expect(heading(page, "Verona")).toHaveCount(0);
  expect(Object.keys(await groupsOnServer(other)).toSorted()).toEqual(["paris", "tybalt"]);
});
