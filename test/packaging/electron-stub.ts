import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { NtExecutable, NtExecutableResource, Resource } from "resedit";

export type Platform = "linux" | "mac" | "win";

/** What precedes the fuses in Electron's executables, so that tools find them. */
const fuseSentinel = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";

/** The version of the fuses, their count, and each as Electron ships it: `1` on, `0` off. */
const fuses = Buffer.from(`${fuseSentinel}\x01\x09101100011`, "latin1");

const locales = ["de", "en", "fr", "ja"];

/**
 * A folder like Electron's own for that platform, with executables that cannot run: what electron-builder does to them can
 * be looked at without Electron.
 */
export function writeElectronStub(folder: string, platform: Platform): void {
  const write = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content, { mode: 0o755 });
  };
  write("LICENSE", "Electron's licence");
  write("LICENSES.chromium.html", "Chromium's licences");
  if (platform !== "mac") {
    if (platform === "linux") write("electron", fuses);
    else write("electron.exe", Buffer.concat([windowsExecutable(), fuses]));
    for (const locale of locales) write(`locales/${locale === "en" ? "en-US" : locale}.pak`, locale);
    return;
  }
  const bundle = "Electron.app/Contents";
  write(`${bundle}/Info.plist`, propertyList("Electron"));
  write(`${bundle}/MacOS/Electron`, "");
  const framework = `${bundle}/Frameworks/Electron Framework.framework`;
  write(`${framework}/Versions/A/Electron Framework`, fuses);
  symlinkSync("Versions/A/Electron Framework", join(folder, framework, "Electron Framework"));
  for (const place of [`${bundle}/Resources`, `${framework}/Versions/A/Resources`]) {
    for (const locale of locales) write(`${place}/${locale}.lproj/locale.pak`, locale);
  }
  const helper = `${bundle}/Frameworks/Electron Helper.app/Contents`;
  write(`${helper}/Info.plist`, propertyList("Electron Helper"));
  write(`${helper}/MacOS/Electron Helper`, "");
}

function propertyList(name: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>CFBundleExecutable</key><string>${name}</string></dict></plist>
`;
}

/** A valid program of no instruction, with the version that electron-builder replaces. */
function windowsExecutable(): Uint8Array {
  const program = NtExecutable.createEmpty(false, false);
  const resources = NtExecutableResource.from(program);
  const version = Resource.VersionInfo.createEmpty();
  version.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: "Electron" });
  version.outputToResourceEntries(resources.entries);
  resources.outputResource(program);
  return new Uint8Array(program.generate());
}
