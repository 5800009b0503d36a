import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isInStep } from "../../../../main/launch/install.mjs";

const wanted = {
  "": { version: "1.0.0" },
  "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
  "node_modules/b": { version: "2.0.0", integrity: "sha512-b", optional: true },
};
const { "": _root, ...installed } = wanted;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "kith-install-"));
  for (const name of ["a", "b"]) await mkdir(join(root, "node_modules", name), { recursive: true });
  await writeFile(join(root, "package-lock.json"), JSON.stringify({ packages: wanted }));
});
afterEach(() => rm(root, { recursive: true }));

const install = (packages: unknown) =>
  writeFile(join(root, "node_modules", ".package-lock.json"), JSON.stringify({ packages }));

test("what the lock file names is in step, also without another platform's packages", async () => {
  await install(installed);
  expect(isInStep(root)).toBe(true);
  await install({ "node_modules/a": wanted["node_modules/a"] });
  expect(isInStep(root)).toBe(true);
});

test.each([
  ["nothing", {}],
  ["another version", { ...installed, "node_modules/a": { version: "1.0.1", integrity: "sha512-a" } }],
  ["another content", { ...installed, "node_modules/a": { version: "1.0.0", integrity: "sha512-z" } }],
  ["a package too many", { ...installed, "node_modules/c": { version: "1.0.0" } }],
])("%s is out of step", async (_what, packages) => {
  await install(packages);
  expect(isInStep(root)).toBe(false);
});

test("without npm's record, with a broken one, or without the folder it is out of step", async () => {
  expect(isInStep(root)).toBe(false);
  await writeFile(join(root, "node_modules", ".package-lock.json"), "{");
  expect(isInStep(root)).toBe(false);
  await install(installed);
  await rm(join(root, "node_modules", "a"), { recursive: true });
  expect(isInStep(root)).toBe(false);
});
