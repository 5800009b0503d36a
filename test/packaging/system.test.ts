import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { expect, inject, test } from "vitest";
import { parse } from "yaml";
import { appId } from "../../main/desktop/app-id.ts";
import { version } from "../../package.json";
import { programFolder } from "./archive.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const deb = join(inject("packed"), "linux", `Kith-${version}-linux-amd64.deb`);

test("[K4] electron-builder.yml is what electron-builder's schema allows, and a slip in it would be noticed", () => {
  const scheme = createRequire(import.meta.resolve("electron-builder")).resolve(
    "app-builder-lib/scheme.json",
  );
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(
    JSON.parse(readFileSync(scheme, "utf8")) as object,
  );
  const configuration = parse(readFileSync(join(root, "electron-builder.yml"), "utf8")) as Configuration;
  validate(configuration);
  expect(validate.errors).toBeNull();
  const { runAsNode, ...fuses } = configuration.electronFuses;
  expect(validate({ ...configuration, electronFuses: { ...fuses, runAsNod: runAsNode } })).toBe(false);
});

test("[K5] Windows knows the program that runs by the name that its menu entry bears", () => {
  const configuration = parse(readFileSync(join(root, "electron-builder.yml"), "utf8")) as Configuration;
  expect(configuration.appId).toBe(appId);
});

test("[K5] macOS is told that Kith opens xmpp: links", () => {
  const list = readFileSync(join(programFolder("mac"), "Contents/Info.plist"), "utf8");
  expect(list).toMatch(/<key>CFBundleURLSchemes<\/key>\s*<array>\s*<string>xmpp<\/string>\s*<\/array>/);
  expect(list).toMatch(/<key>CFBundleIdentifier<\/key>\s*<string>im\.kith\.Kith</);
  expect(list).toMatch(
    /<key>LSApplicationCategoryType<\/key>\s*<string>public\.app-category\.social-networking</,
  );
});

test("[K5] the menu entry for Linux is valid, takes xmpp: links, and bears the name its windows have", () => {
  const file = `${deb}.desktop`;
  const { status, stdout } = spawnSync("desktop-file-validate", [file], { encoding: "utf8" });
  expect(stdout).toBe("");
  expect(status).toBe(0);
  const lines = readFileSync(file, "utf8").split("\n");
  expect(lines).toEqual(
    expect.arrayContaining([
      "Name=Kith",
      "Exec=/opt/Kith/kith %U",
      "Icon=kith",
      "StartupWMClass=kith",
      "Categories=Network;InstantMessaging;",
      "MimeType=x-scheme-handler/xmpp;",
      "Terminal=false",
    ]),
  );
});

test("[K5] the .deb names the package, and installs program, menu entry and icons where the system looks", () => {
  const args = JSON.parse(readFileSync(deb, "utf8")) as string[];
  const after = (flag: string) => args[args.indexOf(flag) + 1];
  expect(after("-t")).toBe("deb");
  expect(after("--name")).toBe("kith");
  expect(after("--version")).toBe(version);
  expect(after("--architecture")).toBe("amd64");
  expect(after("--license")).toBe("MIT");
  expect(after("--category")).toBe("net");
  expect(after("--description")).toContain("Contact list for XMPP");
  const places = args.filter((arg) => /=\/(opt|usr)\//.test(arg)).map((arg) => arg.split("=")[1]);
  expect(places).toEqual([
    "/opt/Kith",
    ...[16, 24, 32, 48, 64, 128, 256, 512].map(
      (size) => `/usr/share/icons/hicolor/${size}x${size}/apps/kith.png`,
    ),
    "/usr/share/applications/kith.desktop",
  ]);
});

interface Configuration {
  readonly appId: string;
  readonly electronFuses: Readonly<Record<string, boolean>>;
}
