import {
  changeElsewhere,
  changes,
  chooseGroup,
  chooseInMenu,
  drag,
  dragToGroup,
  goOffline,
  groupsOnServer,
  heading,
  pushed,
  pushedGroups,
  rename,
  row,
  seed,
  selectRows,
  selected,
  spoken,
} from "./organise.ts";
import { expect, test } from "./fixture.ts";

const cast = [
  seed("Romeo", "Friends", "Verona"),
  seed("Nurse", "Family"),
  seed("Tybalt", "Family", "Friends"),
  seed("Paris"),
];

test("dragging to another group leaves this group and keeps the others", async ({ page, signInBeside }) => {
  const other = await signInBeside(cast);
  await drag(
    page,
    row(page, "Friends", "Romeo"),
    page.getByRole("treeitem", { name: /^Family,/ }),
    async () => {
      await expect(page.getByText("Move to Family")).toBeVisible();
    },
  );
  expect((await pushed(other)).groups).toEqual(["Family", "Verona"]);
  await expect(page.getByRole("treeitem", { name: "Family, 0 of 3 available" })).toBeVisible();
  await expect(page.getByRole("treeitem", { name: "Friends, 0 of 1 available" })).toBeVisible();
});

test("with Ctrl the person is added and stays in the other group", async ({ page, signInBeside }) => {
  const other = await signInBeside(cast);
  await page.keyboard.down("Control");
  await drag(
    page,
    row(page, "Friends", "Romeo"),
    page.getByRole("treeitem", { name: /^Family,/ }),
    async () => {
      await expect(page.getByText("Add to Family")).toBeVisible();
    },
  );
  await page.keyboard.up("Control");
  expect((await pushed(other)).groups).toEqual(["Family", "Friends", "Verona"]);
});

test("[G2] dropping on the same group, outside, or Escape, changes nothing", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(cast);
  await dragToGroup(page, ["Friends", "Romeo"], "Friends");
  await drag(page, row(page, "Friends", "Romeo"), row(page, "Friends", "Tybalt"));
  await drag(page, row(page, "Friends", "Romeo"), page.getByRole("searchbox"));
  await expect(spoken(page)).toHaveText("Not moved");
  await dragToGroup(page, ["Friends", "Romeo"], "Family", async () => {
    await page.keyboard.press("Escape");
  });
  await expect(heading(page, "Friends")).toHaveAccessibleName("Friends, 0 of 2 available");
  await expect(heading(page, "Family")).toHaveAccessibleName("Family, 0 of 2 available");
  await expect(page.getByText("Saving…")).toHaveCount(0);
  // The first push to the other device is this edit, so the drops before sent nothing.
  await rename(page, row(page, "Family", "Nurse"), "Angelica");
  expect(await pushed(other)).toMatchObject({ jid: "nurse@example.test" });
  expect((await groupsOnServer(other))["romeo"]).toEqual(["Friends", "Verona"]);
});

test("the same by keyboard: Move to group… from the contact's menu", async ({ page, signInBeside }) => {
  const other = await signInBeside(cast);
  await chooseInMenu(page, row(page, "Friends", "Romeo"), "Move to group…");
  await chooseGroup(page, "Exiles");
  expect((await pushed(other)).groups).toEqual(["Exiles", "Verona"]);
  await expect(page.getByRole("treeitem", { name: "Exiles, 0 of 1 available" })).toBeVisible();
});

test("[G2] several people from several groups: the heading says what will happen, and how many will not change", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(cast);
  await selectRows(page, ["Friends", "Romeo"], ["Friends", "Tybalt"]);
  await page.getByRole("treeitem", { name: /^Paris,/ }).click({ modifiers: ["Control"] });
  await expect(selected(page)).toHaveText("3 people selected");
  await dragToGroup(page, ["Friends", "Romeo"], "Family", async () => {
    await expect(page.getByText("Move to Family")).toBeVisible();
    await expect(page.getByText("1 is already there")).toBeVisible();
    await expect(spoken(page)).toHaveText("Drop to move them to Family, 1 already there");
  });
  expect(await pushedGroups(other, 3)).toEqual({
    romeo: ["Family", "Verona"],
    tybalt: ["Family"],
    paris: ["Family"],
  });
  await expect(page.getByRole("treeitem", { name: "Family, 0 of 4 available" })).toBeVisible();
  await expect(changes(page)).toContainText("Moved 3 people to Family");
});

test("[G3] a whole group dropped on another is a merge, after a question with the count", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(cast);
  await drag(page, heading(page, "Friends"), heading(page, "Family"), async () => {
    await expect(page.getByText("Merge 2 people into Family")).toBeVisible();
  });
  expect(await pushedGroups(other, 2)).toEqual({ romeo: ["Family", "Verona"], tybalt: ["Family"] });
  await expect(changes(page)).toContainText("Merged Friends into Family");
  await expect(heading(page, "Friends")).toHaveCount(0);
});

test("[G2] drops on a row, on a collapsed group, and on New group, which asks for its name", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(cast);
  await drag(page, row(page, "Friends", "Romeo"), row(page, "Family", "Nurse"));
  expect((await pushed(other)).groups).toEqual(["Family", "Verona"]);
  await heading(page, "Family").click();
  await dragToGroup(page, ["Verona", "Romeo"], "Family", async () => {
    await expect(page.getByText("1 is already there")).toBeVisible();
  });
  expect((await pushed(other)).groups).toEqual(["Family"]);
  await drag(page, page.getByRole("treeitem", { name: /^Paris,/ }), heading(page, "Friends"), async () => {
    // The drop target appears with the drag, at the end of the list.
    const place = await page.getByText("New group…").boundingBox();
    if (place === null) throw new Error("no place for a new group");
    await page.mouse.move(place.x + 20, place.y + 10);
    await page.mouse.move(place.x + 20, place.y + 12);
    await expect(page.locator(".new-group[data-target]")).toBeVisible();
  });
  await chooseGroup(page, "Suitors");
  expect(await pushed(other)).toMatchObject({ jid: "paris@example.test", groups: ["Suitors"] });
  await expect(heading(page, "Suitors")).toBeVisible();
});

test("[G2] the last change does not cover the place for a new group, and is shown again after the drag", async ({
  page,
  account,
  signIn,
}) => {
  await signIn(await account(cast));
  await dragToGroup(page, ["Friends", "Romeo"], "Family");
  await expect(changes(page)).toContainText("Moved Romeo to Family");
  await dragToGroup(page, ["Family", "Nurse"], "Verona", async () => {
    await expect(page.locator(".changes")).toHaveCSS("opacity", "0");
    const place = await page.locator(".new-group").boundingBox();
    if (place === null) throw new Error("no place for a new group");
    for (const part of [0.1, 0.5, 0.9]) {
      const under = await page.evaluate(
        ({ x, y }) => document.elementFromPoint(x, y)?.closest(".new-group") !== null,
        { x: place.x + place.width * part, y: place.y + place.height / 2 },
      );
      expect(under).toBe(true);
    }
    await page.keyboard.press("Escape");
  });
  await expect(page.locator(".changes")).toHaveCSS("opacity", "1");
  await expect(changes(page)).toContainText("Moved Romeo to Family");
});

test("[G2] the list scrolls while the pointer is at its lower edge, and a drop there works", async ({
  page,
  signInBeside,
}) => {
  const crowd = Array.from({ length: 60 }, (_, index) => seed(`Person${index}`, "Middle"));
  const other = await signInBeside([seed("Romeo", "Alps"), ...crowd, seed("Nurse", "Zealots")]);
  await expect(row(page, "Zealots", "Nurse")).toHaveCount(0);
  const list = await page.getByRole("tree").boundingBox();
  if (list === null) throw new Error("no list");
  await row(page, "Alps", "Romeo").hover();
  await page.mouse.down();
  // Not on the place for a new group, which is at the very end.
  await page.mouse.move(list.x + 2, list.y + list.height - 60);
  await page.mouse.move(list.x + 2, list.y + list.height - 30);
  const nurse = row(page, "Zealots", "Nurse");
  await expect(nurse).toBeInViewport({ timeout: 20_000 });
  // Until the list stops at its end, another row may be under the pointer.
  await expect
    .poll(() =>
      page.getByRole("tree").evaluate((tree) => tree.scrollHeight - tree.clientHeight - tree.scrollTop),
    )
    .toBeLessThan(1);
  const box = await nurse.boundingBox();
  if (box === null) throw new Error("nobody to drop on");
  await page.mouse.move(box.x + 40, box.y + 4);
  await page.mouse.move(box.x + 40, box.y + 6);
  await expect(page.getByText("Move to Zealots")).toBeVisible();
  await page.mouse.up();
  expect(await pushed(other)).toMatchObject({ jid: "romeo@example.test", groups: ["Zealots"] });
});

test("[G2] if another device changes the list during the drag, the drop applies to the changed list", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(cast);
  await selectRows(page, ["Friends", "Romeo"], ["Friends", "Tybalt"]);
  await dragToGroup(page, ["Friends", "Tybalt"], "Family", async () => {
    await changeElsewhere(other, { jid: "romeo@example.test", name: "Romeo", groups: ["Verona"] });
    await expect(row(page, "Friends", "Romeo")).toHaveCount(0);
  });
  // The push of its own change, and then the only change that the drop still made.
  expect(await pushedGroups(other, 2)).toEqual({ romeo: ["Verona"], tybalt: ["Family"] });
  await expect(changes(page)).toContainText("Moved Tybalt to Family");
});

test("[G2] a read-only group is marked, and nobody can be dropped on it", async ({ page, signInBeside }) => {
  const other = await signInBeside([seed("Fixed", "Everybody"), seed("Romeo", "Friends")], [], "fixed");
  await dragToGroup(page, ["Everybody", "Fixed"], "Friends");
  await expect(
    page.getByRole("treeitem", {
      name: "Everybody, 0 of 1 available, Your server does not allow changes to this group.",
    }),
  ).toBeVisible();
  await dragToGroup(page, ["Friends", "Romeo"], "Everybody", async () => {
    await expect(page.getByText("Your server does not allow changes to Everybody")).toBeVisible();
  });
  await expect(spoken(page)).toContainText("Not moved");
  await expect(row(page, "Friends", "Romeo")).toBeVisible();
  expect(await groupsOnServer(other)).toEqual({ fixed: ["Everybody"], romeo: ["Friends"] });
});

test("[G2] a drop while offline is pending, and is sent after reconnecting", async ({
  page,
  account,
  device,
  signIn,
}) => {
  const juliet = await account(cast);
  await signIn(juliet);
  await goOffline(page);
  await drag(
    page,
    page.locator(".row").filter({ hasText: "Paris" }),
    page.locator(".heading").filter({ hasText: "Family" }),
  );
  await expect(changes(page)).toContainText("Moved Paris to Family");
  await expect(page.getByRole("status")).toContainText("1 change waiting");
  const other = await device(juliet);
  await page.getByRole("button", { name: "Go online" }).click();
  expect(await pushed(other)).toMatchObject({ jid: "paris@example.test", groups: ["Family"] });
  await expect(row(page, "Family", "Paris")).toBeVisible();
});

test("[G2] if the connection is lost during the drag, the drop is pending, and is sent after reconnecting", async ({
  page,
  account,
  device,
  server,
  signIn,
}) => {
  test.setTimeout(60_000);
  const juliet = await account(cast);
  await signIn(juliet);
  await server.restart(async () => {
    await dragToGroup(page, ["Friends", "Romeo"], "Family", async () => {
      await expect(page.getByRole("status")).toContainText("Reconnecting", { timeout: 15_000 });
      await expect(page.getByText("Move to Family")).toBeVisible();
    });
    await expect(changes(page)).toContainText("Moved Romeo to Family");
    await expect(page.getByRole("status")).toContainText("1 change waiting");
    await expect(page.locator(".row").filter({ hasText: "Romeo" })).toHaveCount(2);
  });
  const other = await device(juliet);
  await expect
    .poll(async () => (await groupsOnServer(other))["romeo"], { timeout: 20_000 })
    .toEqual(["Family", "Verona"]);
  await expect(row(page, "Family", "Romeo")).toHaveAccessibleName(/^Romeo, offline/);
  await expect(row(page, "Friends", "Romeo")).toHaveCount(0);
});
