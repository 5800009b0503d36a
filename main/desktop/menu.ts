import type { MenuItemConstructorOptions } from "electron";
import type { MenuAct } from "../../app/contract.ts";
import { t } from "../../app/words/words.ts";

/** The entries that act on the list, enabled only while there is one. Each item's id is its act. */
export const listActs: readonly MenuAct[] = ["add-contact", "search", "settings", "sign-out"];

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  /** Developer tools; not in a packaged program. */
  readonly hasDevTools: boolean;
  /** The person chose an entry that the page carries out. */
  readonly choose: (act: MenuAct) => void;
}

/** The application's menu in the form of its platform: on macOS the first menu is the program's own, elsewhere About is under Help. */
export function menuTemplate({ platform, hasDevTools, choose }: MenuOptions): MenuItemConstructorOptions[] {
  const isMac = platform === "darwin";
  const act = (id: MenuAct, label: string, accelerator?: string): MenuItemConstructorOptions => ({
    id,
    label,
    click: () => choose(id),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  /** The page handles this key, because it knows what has the focus. The menu only shows it. */
  const keyOfPage = (item: MenuItemConstructorOptions) => ({ ...item, registerAccelerator: false });
  const role = (name: NonNullable<MenuItemConstructorOptions["role"]>, label: string) => ({
    role: name,
    label,
  });
  const line: MenuItemConstructorOptions = { type: "separator" };

  const addContact = keyOfPage(act("add-contact", t("menu.add"), "CmdOrCtrl+N"));
  const settings = act("settings", t("menu.settings"), "CmdOrCtrl+,");
  const signOut = act("sign-out", t("menu.sign-out"));
  const connection = act("connection", t("menu.connection"));
  const about = act("about", t("menu.about"));

  const kith: MenuItemConstructorOptions = {
    label: t("app.name"),
    submenu: [
      about,
      line,
      settings,
      line,
      role("services", t("menubar.services")),
      line,
      role("hide", t("menubar.hide")),
      role("hideOthers", t("menubar.hide-others")),
      role("unhide", t("menubar.unhide")),
      line,
      role("quit", t("menubar.quit")),
    ],
  };
  const file: MenuItemConstructorOptions = {
    label: t("menubar.file"),
    submenu: isMac
      ? [addContact, line, connection, signOut, line, role("close", t("menubar.close"))]
      : [
          addContact,
          line,
          settings,
          signOut,
          line,
          { ...role("quit", t("menubar.quit")), accelerator: "Ctrl+Q" },
        ],
  };
  const edit: MenuItemConstructorOptions = {
    label: t("menubar.edit"),
    submenu: [
      // Acts of the page instead of roles: in the list they act on contacts, in a text field on the text.
      keyOfPage(act("undo", t("menubar.undo"), "CmdOrCtrl+Z")),
      keyOfPage(act("redo", t("menubar.redo"), isMac ? "Cmd+Shift+Z" : "Ctrl+Y")),
      line,
      keyOfPage(role("cut", t("menubar.cut"))),
      keyOfPage(role("copy", t("menubar.copy"))),
      keyOfPage(role("paste", t("menubar.paste"))),
      keyOfPage(act("select-all", t("menubar.select-all"), "CmdOrCtrl+A")),
      line,
      keyOfPage(act("search", t("search.name"), "CmdOrCtrl+F")),
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: t("menubar.view"),
    submenu: [
      role("resetZoom", t("menubar.actual-size")),
      role("zoomIn", t("menubar.zoom-in")),
      role("zoomOut", t("menubar.zoom-out")),
      line,
      role("togglefullscreen", t("menubar.full-screen")),
      ...(hasDevTools
        ? [line, role("reload", t("menubar.reload")), role("toggleDevTools", t("menubar.dev-tools"))]
        : []),
    ],
  };
  const window: MenuItemConstructorOptions = {
    label: t("menubar.window"),
    role: "window",
    submenu: [
      role("minimize", t("menubar.minimize")),
      role("zoom", t("menubar.zoom")),
      line,
      role("front", t("menubar.front")),
    ],
  };
  const helpMenu: MenuItemConstructorOptions = {
    label: t("menubar.help"),
    role: "help",
    submenu: [connection, about],
  };
  return isMac ? [kith, file, edit, view, window] : [file, edit, view, helpMenu];
}
