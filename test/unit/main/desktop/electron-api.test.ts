import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";

/*
 * The desktop shell is compiled twice: by `npm run check` against Electron's own types, and here against the stand-in in their place.
 * So a member, an event or an argument that either of them lacks is an error of the compiler, which follows every value further
 * than a search by name could.
 */

const root = join(import.meta.dirname, "..", "..", "..", "..");
const sources = join(root, "main", "desktop");
const folder = join(root, ".cache", "electron-api");
const standIn = join(root, "test", "support", "electron");

/** What the compiler says of the shell, and of `added`, when `electron` is the stand-in. */
function compiled(added: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // The stand-in is made of parts that are checked against Electron's types, so those have to be there under other names.
  const real = readFileSync(join(root, "node_modules", "electron", "electron.d.ts"), "utf8");
  writeFileSync(
    join(folder, "electron.d.ts"),
    real.replace("declare module 'electron' {", "declare module 'electron-itself' {"),
  );
  writeFileSync(
    join(folder, "electron.ts"),
    `export * from "${relative(folder, join(standIn, "electron.ts"))}";
    import type { SandboxElectron } from "${relative(folder, join(standIn, "page", "preload-world.ts"))}";
    export declare const contextBridge: SandboxElectron["contextBridge"];
    export declare const ipcRenderer: SandboxElectron["ipcRenderer"];`,
  );
  writeFileSync(join(folder, "added.ts"), added);
  const config = {
    extends: relative(folder, join(root, "main", "tsconfig.json")),
    compilerOptions: {
      incremental: false,
      lib: ["es2023", "dom", "dom.iterable"],
      typeRoots: [join(root, "node_modules", "@types")],
      paths: { electron: ["./electron.ts"] },
    },
    files: ["electron.d.ts", "added.ts", join(sources, "main.ts"), join(sources, "preload.ts")],
    include: [],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const { stdout, stderr } = spawnSync(process.execPath, [compiler, "-p", folder], {
    cwd: root,
    encoding: "utf8",
  });
  return stdout + stderr;
}

describe("what Kith asks of Electron", () => {
  test("is there in the stand-in, as it is in Electron's own types", () => {
    expect(compiled("export {};")).toBe("");
  }, 60_000);

  test("and what is not there is found, however it was come by", () => {
    const said = compiled(`
      import { app, session, type BrowserWindow } from "electron";
      export const first = (window: BrowserWindow) => window.webContents.sendToFrame;
      export const second = () => app.on("no-such-event", () => undefined);
      export const third = () => session.defaultSession.clearEverything();
    `);
    expect(said).toContain("'sendToFrame' does not exist");
    expect(said).toContain("no-such-event");
    expect(said).toContain("'clearEverything' does not exist");
  }, 60_000);

  test("is asked in main/desktop alone", () => {
    const others = readdirSync(join(root, "main"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.startsWith("desktop"))
      .filter((file) => /from "electron["/]/.test(readFileSync(join(root, "main", file), "utf8")));
    expect(others).toEqual([]);
  });
});
