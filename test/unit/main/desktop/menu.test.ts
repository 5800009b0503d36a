import type { MenuItemConstructorOptions } from "electron";
import { expect, test } from "vitest";
import { menuActs, type Handlers, type MenuAct } from "../../../../app/contract.ts";
import { initialAppFacts, type Patch } from "../../../../app/patch.ts";
import { ok } from "../../../../app/result.ts";
import { watchForList } from "../../../../main/desktop/menu-state.ts";
import { listActs, menuTemplate } from "../../../../main/desktop/menu.ts";
import { account } from "../../../support/account-model.ts";

const platforms = ["darwin", "win32", "linux"] as const;

function items(platform: NodeJS.Platform, choose: (act: MenuAct) => void = () => undefined) {
  const flatten = (list: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    list.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])]);
  return flatten(menuTemplate({ platform, hasDevTools: false, choose }));
}

test.each(platforms)("[D11] on %s each act is in the menu once, and does what it says", (platform) => {
  const chosen: string[] = [];
  const entries = items(platform, (act) => chosen.push(act));
  for (const act of menuActs) {
    const [entry, another] = entries.filter(({ id }) => id === act);
    if (entry?.click === undefined || another !== undefined) throw new Error(`${act} is there not once`);
    (entry.click as () => void)();
  }
  expect(chosen).toEqual([...menuActs]);
});

test.each(platforms)("[D11] on %s no shortcut is used twice, and every entry has a label", (platform) => {
  const entries = items(platform);
  const keys = entries.flatMap(({ accelerator }) => accelerator ?? []);
  expect(new Set(keys).size).toBe(keys.length);
  for (const { type, label } of entries) if (type !== "separator") expect(label ?? "").not.toBe("");
});

test.each(platforms)("[D11] on %s what the page does with a key is not done by the menu too", (platform) => {
  const pageKeys = ["add-contact", "search"];
  const pageRoles = ["undo", "redo", "cut", "copy", "paste", "selectAll"];
  for (const { id, role, registerAccelerator } of items(platform)) {
    if (pageKeys.includes(id ?? "") || pageRoles.includes(role ?? ""))
      expect(registerAccelerator).toBe(false);
  }
});

test("[D11] macOS has the program's own menu with Quit and Hide; elsewhere Quit is under File and About under Help", () => {
  const titles = (platform: NodeJS.Platform) =>
    menuTemplate({ platform, hasDevTools: false, choose: () => undefined }).map(({ label }) => label);
  expect(titles("darwin")).toEqual(["Kith", "File", "Edit", "View", "Window"]);
  expect(titles("linux")).toEqual(["File", "Edit", "View", "Help"]);
  for (const platform of platforms)
    expect(items(platform).filter(({ role }) => role === "quit")).toHaveLength(1);
  expect(items("darwin").map(({ role }) => role)).toContain("hideOthers");
  expect(items("linux").map(({ role }) => role)).not.toContain("hideOthers");
});

test("[D11] tools that look into the page are not in a packaged program", () => {
  const roles = items("linux").map(({ role }) => role);
  expect(roles).not.toContain("toggleDevTools");
  expect(roles).not.toContain("reload");
});

test("[D11] what acts on the list can be chosen while a list is open", async () => {
  const told: boolean[] = [];
  let publish: (patch: Patch) => void = () => undefined;
  const application = {
    handlers: {
      snapshot: async () =>
        ok({
          revision: 0,
          accounts: [{ account, session: { state: "signed-out" } }],
          ...initialAppFacts,
        }),
    } as unknown as Handlers,
    onPatch: (listener: (patch: Patch) => void) => {
      publish = listener;
      return () => undefined;
    },
  };
  await watchForList(application, (hasList) => told.push(hasList));
  publish({ revision: 1, changed: { account, session: { state: "connecting" } } });
  publish({ revision: 2, changed: { account, session: { state: "online" } } });
  publish({ revision: 3, removed: account });
  expect(told).toEqual([false, true, false]);
  expect(listActs).not.toContain("about");
});
