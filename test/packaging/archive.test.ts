import { statSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  archiveOf,
  filesIn,
  namesIn,
  platforms,
  programFolder,
  readFrom,
  resourcesFolder,
} from "./archive.ts";

/** What is started by its name, the two shells and the page, and what the law asks for. All else is named by one of them. */
const entries = [
  ...["package.json", "dist/main/browser.js", "dist/main/desktop.js", "dist/page/index.html"],
  ...["LICENSE", "dist/main/licences.md", "dist/page/licences.md"],
];

/** The entries and every file that is reachable from them by name. */
function reachable(archive: string, all: readonly string[]): string[] {
  const found = new Set(entries);
  for (const file of found) {
    const text = readFrom(archive, file).toString("latin1");
    for (const other of all) if (text.includes(basename(other))) found.add(other);
  }
  return [...found].sort();
}

describe.each(platforms)("packed for %s", (platform) => {
  const archive = archiveOf(platform);

  test("[K1] the archive contains every file that runs, and nothing else", () => {
    const files = filesIn(archive);
    const bytes = statSync(archive).size;
    process.stdout.write(`${platform}: app.asar, ${files.length} files, ${Math.round(bytes / 1000)} kB\n`);
    expect(files).toEqual(reachable(archive, files));
    expect(files).toContain("dist/preload/preload.cjs");
    for (const file of files) {
      expect(file).not.toMatch(/\.map$|\.tsx?$|node_modules/);
      expect(readFrom(archive, file).toString("latin1")).not.toMatch(/^\/[/*]# sourceMappingURL=/m);
    }
  });

  test("[K1] its package.json says what Electron needs and nothing of how it was built", () => {
    const described = JSON.parse(readFrom(archive, "package.json").toString()) as Record<string, unknown>;
    expect(described).toMatchObject({ main: "dist/main/desktop.js", type: "module", productName: "Kith" });
    expect(Object.keys(described)).not.toEqual(expect.arrayContaining(["scripts"]));
    expect(Object.keys(described)).not.toEqual(expect.arrayContaining(["devDependencies"]));
  });

  test("[K9] it carries Kith's licence and those of everything that was bundled", () => {
    expect(readFrom(archive, "LICENSE").toString()).toContain("MIT License");
    for (const [part, names] of [
      ["main", ["@xmpp/tcp", "saslprep", "tr46", "ws", "zod"]],
      ["page", ["@base-ui/react", "lucide-react", "react", "react-dom", "zustand"]],
    ] as const) {
      const [, ...licences] = readFrom(archive, `dist/${part}/licences.md`).toString().split(/^## /m);
      expect(licences.map((licence) => licence.split(" - ")[0])).toEqual(expect.arrayContaining([...names]));
      // Some of these packages contain no licence text, but each names its licence.
      for (const licence of licences) expect(licence).toMatch(/^\S+ - \S+ \([\w.-]+\)\n/);
    }
  });

  test("[K1] beside the archive there is only our icon, and Electron's English and German", () => {
    const ours = namesIn(resourcesFolder(platform)).filter((name) => !name.endsWith(".lproj"));
    expect(ours).toEqual(
      { linux: ["app.asar", "apparmor-profile"], mac: ["app.asar", "icon.icns"], win: ["app.asar"] }[
        platform
      ],
    );
    const places = {
      linux: ["locales"],
      mac: ["Contents/Resources", "Contents/Frameworks/Electron Framework.framework/Versions/A/Resources"],
      win: ["locales"],
    }[platform];
    for (const place of places) {
      const languages = namesIn(join(programFolder(platform), place)).filter((name) =>
        /\.(pak|lproj)$/.test(name),
      );
      expect(languages.map((name) => name.slice(0, 2))).toEqual(["de", "en"]);
    }
  });
});

test("[K1] the same archive is made for each platform", () => {
  const [first, ...others] = platforms.map((platform) => filesIn(archiveOf(platform)));
  for (const files of others) expect(files).toEqual(first);
});
