import { violations } from "./axe.ts";
import { expect, test } from "./fixture.ts";
import { chooseStatus, goOffline, groupsOnServer, rename, row, seed } from "./organise.ts";

const cast = [seed("Romeo", "Friends"), seed("Nurse", "Family")];

test("[E10] edits that met another change are listed in a dialog, where a lost change can be made again", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(cast);
  const set = (item: string) => other.ask("set", `<query xmlns="jabber:iq:roster">${item}</query>`);
  await goOffline(page);
  await rename(page, row(page, "Friends", "Romeo"), "Montague");
  await rename(page, row(page, "Family", "Nurse"), "Angelica");
  await set('<item jid="romeo@example.test" name="Mo"><group>Friends</group></item>');
  await set('<item jid="nurse@example.test" subscription="remove"/>');
  await chooseStatus(page, "Available");
  await other.waitFor((one) => one.toString().includes('name="Montague"'));

  await expect(page.getByText("2 people were also changed elsewhere.")).toBeVisible();
  await page.getByRole("button", { name: "Show", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Also changed elsewhere" });
  await expect(dialog).toContainText("Montague");
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Rename to Mo" }).click();
  await other.waitFor((one) => one.toString().includes('name="Mo"'));
  await dialog.getByRole("button", { name: "Add Angelica again" }).click();
  await other.waitFor((one) => one.toString().includes('name="Angelica"'));

  await expect(dialog).toHaveCount(0);
  await expect(page.getByText("also changed elsewhere")).toHaveCount(0);
  await expect(row(page, "Friends", "Mo")).toBeVisible();
  await expect.poll(() => groupsOnServer(other)).toEqual({ romeo: ["Friends"], nurse: ["Family"] });
});
