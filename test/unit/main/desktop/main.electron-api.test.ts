import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { API, type Diagnostic, type Project } from "typescript/unstable/sync";
import { afterEach, describe, expect, test } from "vitest";
import { usesIn, type Use } from "./electron-uses.ts";

/*
 * The desktop shell is compiled twice: against Electron's own types, and against the stand-in in their place. What it uses of Electron
 * is looked up in both, and listed for people in `electron-uses.md`.
 */

const root = join(import.meta.dirname, "..", "..", "..", "..");
const sources = join(root, "main", "desktop");
const standIn = join(root, "test", "support", "electron");
const folder = join(root, ".cache", "electron-api");
const added = join(folder, "added.ts");
const shell = readdirSync(sources).map((file) => join(sources, file));

const opened: API[] = [];
afterEach(() => {
  for (const api of opened.splice(0)) api.close();
});

/** The desktop shell, and `more`, compiled in both ways. */
function compile(more = "export {};"): { readonly real: Project; readonly standIn: Project } {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "stand-in"), { recursive: true });
  writeFileSync(added, more);
  const real = configure(join(folder, "tsconfig.json"), {}, []);

  // The stand-in is made of parts that are checked against Electron's types, so those have to be there under other names.
  const types = readFileSync(join(root, "node_modules", "electron", "electron.d.ts"), "utf8");
  writeFileSync(
    join(folder, "stand-in", "electron.d.ts"),
    types.replace("declare module 'electron' {", "declare module 'electron-itself' {"),
  );
  const from = (file: string) => JSON.stringify(relative(join(folder, "stand-in"), join(standIn, file)));
  writeFileSync(
    join(folder, "stand-in", "module.ts"),
    `export * from ${from("electron.ts")};
    import type { SandboxElectron } from ${from("page/preload-world.ts")};
    export declare const contextBridge: SandboxElectron["contextBridge"];
    export declare const ipcRenderer: SandboxElectron["ipcRenderer"];`,
  );
  const instead = configure(
    join(folder, "stand-in", "tsconfig.json"),
    { lib: ["es2023", "dom", "dom.iterable"], paths: { electron: ["./module.ts"] } },
    [join(folder, "stand-in", "electron.d.ts")],
  );

  const api = new API({ cwd: root });
  opened.push(api);
  const snapshot = api.updateSnapshot({ openProjects: [real, instead] });
  const project = (config: string) => {
    const found = snapshot.getProject(config);
    if (found === undefined) throw new Error(`${config} was not opened`);
    return found;
  };
  return { real: project(real), standIn: project(instead) };
}

function configure(config: string, compilerOptions: object, files: readonly string[]): string {
  const content = {
    extends: relative(join(config, ".."), join(root, "main", "tsconfig.json")),
    compilerOptions: {
      incremental: false,
      typeRoots: [join(root, "node_modules", "@types")],
      ...compilerOptions,
    },
    files: [...files, added, ...shell],
    include: [],
  };
  writeFileSync(config, JSON.stringify(content));
  return config;
}

const trouble = (project: Project, file: string): readonly Diagnostic[] =>
  project.program.getSemanticDiagnostics(file);

/** What these files use and the stand-in has not: not at all, or not so. */
function lacking(project: Project, uses: readonly Use[]): string[] {
  return uses.filter((use) => !isThere(project, use)).map(({ of, what }) => `${of}.${what}`);
}

function isThere(project: Project, { file, at: [start, end] }: Use): boolean {
  return trouble(project, file).every((each) => each.end <= start || each.pos >= end);
}

/** The list as people read it. */
function listed(uses: readonly Use[]): string {
  const places = new Map<string, Set<string>>();
  for (const { of, what, file } of uses) {
    const row = `| ${of} | \`${what}\` |`;
    places.set(row, (places.get(row) ?? new Set()).add(basename(file)));
  }
  const rows = [...places].map(([row, files]) => `${row} ${[...files].sort().join(", ")} |`).sort();
  return [
    "# What Kith asks of Electron",
    "",
    "Every member, event and option of Electron's that the desktop shell uses. Each is there in the types of the Electron that is",
    "installed and in the stand-in of the tests. `npm test unit -- electron-api -u` rewrites this list.",
    "",
    "| of | what | used in `main/desktop/` |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

describe("what Kith asks of Electron", () => {
  test("[D18] is in Electron's own types and in the stand-in, and is listed", async () => {
    const { real, standIn } = compile();
    for (const file of shell) {
      expect(trouble(real, file).map(({ text }) => text)).toEqual([]);
      expect(trouble(standIn, file).map(({ text }) => text)).toEqual([]);
    }
    const uses = shell.flatMap((file) => usesIn(real, file));
    expect(lacking(standIn, uses)).toEqual([]);
    await expect(listed(uses)).toMatchFileSnapshot("electron-uses.md");
  }, 60_000);

  test("[D18] and what is not there is found, however it was come by", () => {
    const { real, standIn } = compile(`
      import { app, session, type BrowserWindow } from "electron";
      export const zoom = ({ webContents }: BrowserWindow) => webContents.getZoomLevel();
      export const hears = () => app.on("gpu-info-update", () => undefined);
      export const clears = () => session.defaultSession.clearCache();
      export const goesOn = () => app.on("activate", () => app.focus({ steal: true }));
      export const isThere = (window: BrowserWindow) => window.webContents.isDestroyed();
    `);
    expect(trouble(real, added)).toEqual([]);
    const uses = usesIn(real, added);
    expect(uses.map(({ of, what }) => `${of}.${what}`)).toContain("WebContents.isDestroyed");
    expect(lacking(standIn, uses)).toEqual(
      expect.arrayContaining([
        "WebContents.getZoomLevel",
        'App.on("gpu-info-update")',
        "Session.clearCache",
        "App.focus",
      ]),
    );
    expect(lacking(standIn, uses)).not.toContain("WebContents.isDestroyed");
  }, 60_000);

  test("[D18] and what Electron itself has not is found as well", () => {
    const { real } = compile(`
      import { app, type BrowserWindow } from "electron";
      export const first = (window: BrowserWindow) => window.webContents.sendTo;
      export const second = () => app.on("no-such-event", () => undefined);
    `);
    expect(trouble(real, added)).toHaveLength(2);
  }, 60_000);

  test("[D18] is asked in main/desktop alone", () => {
    const others = readdirSync(join(root, "main"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.startsWith("desktop"))
      .filter((file) => /from "electron["/]/.test(readFileSync(join(root, "main", file), "utf8")));
    expect(others).toEqual([]);
  });
});
