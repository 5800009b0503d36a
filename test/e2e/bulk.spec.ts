import {
  changes,
  chooseGroup,
  heading,
  listOnServer,
  pushedGroups,
  row,
  seed,
  selected,
} from "./organise.ts";
import { expect, test } from "./fixture.ts";

const crowd = Array.from({ length: 500 }, (_, index) =>
  seed(index % 80 === 3 ? `Fixed${index}` : `Person${String(index).padStart(3, "0")}`, "Crowd"),
);

test("[G4] 500 people, 7 refused: progress, the others are changed, and a report says who was refused and why", async ({
  page,
  signInBeside,
}) => {
  test.setTimeout(120_000);
  const other = await signInBeside(crowd, [], "fixed");
  await heading(page, "Crowd").click({ modifiers: ["Control"] });
  await expect(selected(page)).toHaveText("500 people selected");
  await page.getByRole("button", { name: "Move…" }).click();
  await chooseGroup(page, "Verona");
  await expect(changes(page)).toContainText("Moving 500 people to Verona");
  await expect(changes(page).getByRole("progressbar")).toBeVisible();
  await expect(changes(page)).toContainText("Moved 493 people to Verona", { timeout: 90_000 });
  await expect(changes(page)).toContainText("7 were refused.");
  await changes(page).getByRole("button", { name: "Show who" }).click();
  const report = page.getByRole("dialog", { name: "Not changed" });
  await expect(
    report.getByRole("heading", { name: "Your server does not let you change this contact." }),
  ).toBeVisible();
  await expect(report.getByRole("listitem")).toHaveCount(7);
  await expect(report).toContainText("fixed83@example.test");
  await report.getByRole("button", { name: "Discard all" }).click();
  const roster = await listOnServer(other);
  expect(roster.match(/<group>Verona<\/group>/g)?.length).toBe(493);
  await page.getByRole("treeitem").first().focus();
  await page.keyboard.press("Home");
  await expect(heading(page, "Crowd")).toHaveAccessibleName(/^Crowd, 0 of 7 available/);
});

test("[G4] Stop finishes what is in flight and drops the rest; Undo reverts what was done", async ({
  page,
  signInBeside,
}) => {
  test.setTimeout(120_000);
  const other = await signInBeside(crowd.filter(({ jid }) => !jid.startsWith("fixed")));
  await row(page, "Crowd", "Person000").click();
  await page.keyboard.press("Control+a");
  await page.getByRole("button", { name: "Move…" }).click();
  await chooseGroup(page, "Verona");
  await other.waitFor((one) => one.toString().includes("Verona"));
  await changes(page).getByRole("button", { name: "Stop" }).click();
  await expect(changes(page)).toContainText(/Moving 493 people to Verona\. Stopped at \d+ of 493\./, {
    timeout: 20_000,
  });
  await expect(page.getByRole("button", { name: "Stop" })).toHaveCount(0);
  await changes(page).getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("treeitem", { name: "Crowd, 0 of 493 available" })).toBeVisible({
    timeout: 90_000,
  });
  await expect(page.getByRole("progressbar")).toHaveCount(0, { timeout: 90_000 });
  const roster = await listOnServer(other);
  expect(roster.includes("Verona")).toBe(false);
});

test("[G4] [E4] if a server asks for a pause, the change pauses, says so, and resumes by itself", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(
    ["PatienceA", "PatienceB", "PatienceC"].map((name) => seed(name, "Crowd")),
    [],
    "patience",
  );
  await heading(page, "Crowd").click({ modifiers: ["Control"] });
  await page.getByRole("button", { name: "Move…" }).click();
  await chooseGroup(page, "Verona");
  await expect(changes(page)).toContainText("Your server asked Kith to slow down. This continues by itself.");
  expect(Object.values(await pushedGroups(other, 3))).toEqual([["Verona"], ["Verona"], ["Verona"]]);
  await expect(changes(page)).toContainText("Moved 3 people to Verona");
  await expect(changes(page)).not.toContainText("slow down");
});
