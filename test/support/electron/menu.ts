import type * as Electron from "electron/main";
import { BrowserWindow } from "./browser-window.ts";
import { app } from "./app.ts";
import { answer } from "./outside.ts";

/** The roles that Electron knows; any other is refused at once, as a mistyped one should be. */
const roles = new Set<NonNullable<Electron.MenuItemConstructorOptions["role"]>>([
  "about",
  "close",
  "copy",
  "cut",
  "editMenu",
  "fileMenu",
  "forceReload",
  "front",
  "help",
  "hide",
  "hideOthers",
  "minimize",
  "paste",
  "quit",
  "redo",
  "reload",
  "resetZoom",
  "selectAll",
  "services",
  "toggleDevTools",
  "togglefullscreen",
  "undo",
  "unhide",
  "window",
  "zoom",
  "zoomIn",
  "zoomOut",
]);

const modifier = /^(Command|Cmd|Control|Ctrl|CommandOrControl|CmdOrCtrl|Alt|Option|AltGr|Shift|Super|Meta)$/i;
const key =
  /^([A-Z0-9!-/:-@[-`{-~]|F([1-9]|1\d|2[0-4])|Plus|Space|Tab|Backspace|Delete|Insert|Return|Enter|Up|Down|Left|Right|Home|End|PageUp|PageDown|Esc|Escape)$/i;

/** An entry of a menu. */
class MenuItem implements Pick<Electron.MenuItem, "id" | "label" | "enabled" | "type"> {
  readonly id: string;
  readonly label: string;
  readonly type: Electron.MenuItem["type"];
  readonly role: Electron.MenuItemConstructorOptions["role"];
  readonly click: (() => void) | undefined;
  readonly submenu: Menu | null;
  enabled: boolean;

  constructor(options: Electron.MenuItemConstructorOptions) {
    const { id = "", label = "", type, role, accelerator, submenu, click, enabled = true } = options;
    if (role !== undefined && !roles.has(role)) throw new Error(`Unknown role: ${role}`);
    if (accelerator !== undefined && accelerator !== null && !isAccelerator(accelerator)) {
      throw new Error(`Invalid accelerator: ${accelerator}`);
    }
    if (type !== "separator" && label === "" && role === undefined)
      throw new Error("A menu item has no label");
    this.id = id;
    this.label = label;
    this.role = role;
    this.enabled = enabled;
    this.submenu = Array.isArray(submenu) ? Menu.buildFromTemplate(submenu) : null;
    this.type = type ?? (this.submenu === null ? "normal" : "submenu");
    this.click = click === undefined ? undefined : (click as () => void);
  }

  /** What a person sets off by choosing it; one that is grey does nothing. */
  choose(): void {
    if (!this.enabled) return;
    if (this.role === "quit") app.quit();
    else if (this.role === "close") BrowserWindow.getFocusedWindow()?.close();
    else this.click?.();
  }
}

/** The application's menu. */
export class Menu {
  static #application: Menu | null = null;
  readonly items: readonly MenuItem[];

  private constructor(items: readonly MenuItem[]) {
    this.items = items;
  }

  static buildFromTemplate(template: readonly (Electron.MenuItemConstructorOptions | object)[]): Menu {
    return new Menu(template.map((options) => new MenuItem(options)));
  }
  static setApplicationMenu(menu: Menu | null): void {
    Menu.#application = menu;
  }
  static getApplicationMenu(): Menu | null {
    return Menu.#application;
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : (item.submenu?.getMenuItemById(id) ?? null);
      if (found !== null) return found;
    }
    return null;
  }

  /** The item that these labels lead to. */
  find([label, ...rest]: readonly string[]): MenuItem {
    const item = this.items.find((each) => each.label === label);
    if (item === undefined) throw new Error(`The menu has no "${label ?? ""}"`);
    if (rest.length === 0) return item;
    if (item.submenu === null) throw new Error(`"${item.label}" is no menu`);
    return item.submenu.find(rest);
  }
}

function isAccelerator(accelerator: string): boolean {
  const parts = accelerator.split("+");
  const last = parts.pop() ?? "";
  return key.test(last) && parts.every((part) => modifier.test(part));
}

answer({
  choose: (path) => Menu.getApplicationMenu()?.find(path).choose(),
  isEnabled: (path) => Menu.getApplicationMenu()?.find(path).enabled ?? false,
});
