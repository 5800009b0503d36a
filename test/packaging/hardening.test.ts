import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { NtExecutable, NtExecutableResource } from "resedit";
import { describe, expect, test } from "vitest";
import { archiveOf, filesIn, headerOf, platforms, programFolder, readFrom, sha256 } from "./archive.ts";
import type { Platform } from "./electron-stub.ts";

const executable = (platform: Platform) =>
  ({
    linux: join(programFolder("linux"), "kith"),
    // The fuses of a bundle are in its framework, which the tool finds by itself.
    mac: programFolder("mac"),
    win: join(programFolder("win"), "Kith.exe"),
  })[platform];

describe.each(platforms)("packed for %s", (platform) => {
  test("[K2] the fuses: no Node by environment or argument, no privileges for files, cookies sealed, our archive only", async () => {
    const fuses = await getCurrentFuseWire(executable(platform));
    // A fuse is a letter in the executable: 1, 0, or r for one that is no more.
    const isOn = (fuse: FuseV1Options) => String.fromCharCode(fuses[fuse] ?? 0) === "1";
    expect({
      runAsNode: isOn(FuseV1Options.RunAsNode),
      cookieEncryption: isOn(FuseV1Options.EnableCookieEncryption),
      nodeOptions: isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      nodeInspect: isOn(FuseV1Options.EnableNodeCliInspectArguments),
      asarIntegrity: isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      onlyAsar: isOn(FuseV1Options.OnlyLoadAppFromAsar),
      filePrivileges: isOn(FuseV1Options.GrantFileProtocolExtraPrivileges),
    }).toEqual({
      runAsNode: false,
      cookieEncryption: true,
      nodeOptions: false,
      nodeInspect: false,
      asarIntegrity: true,
      onlyAsar: true,
      filePrivileges: false,
    });
  });

  test("[K3] the archive's contents have the hashes that its table of contents names", () => {
    const archive = archiveOf(platform);
    const header = JSON.parse(headerOf(archive)) as Folder;
    for (const path of filesIn(archive)) {
      const named = path.split("/").reduce<Folder | undefined>((at, name) => at?.files?.[name], header);
      expect(named?.integrity).toMatchObject({
        algorithm: "SHA256",
        hash: sha256(readFrom(archive, path)),
      });
    }
  });
});

test("[K3] the bundle of macOS names the hash of the archive's table of contents", () => {
  const list = readFileSync(join(programFolder("mac"), "Contents/Info.plist"), "utf8");
  const [, file, hash] =
    /<key>ElectronAsarIntegrity<\/key>\s*<dict>\s*<key>(.*?)<\/key>[^]*?<key>hash<\/key>\s*<string>(.*?)</.exec(
      list,
    ) ?? [];
  expect(file).toBe("Resources/app.asar");
  expect(hash).toBe(sha256(headerOf(archiveOf("mac"))));
});

test("[K3] so does a resource of the program for Windows", () => {
  const program = NtExecutable.from(readFileSync(executable("win")));
  const resource = NtExecutableResource.from(program).entries.find(({ type }) => type === "INTEGRITY");
  expect(resource?.id).toBe("ELECTRONASAR");
  expect(JSON.parse(Buffer.from(resource?.bin ?? new ArrayBuffer(0)).toString())).toEqual([
    { file: String.raw`resources\app.asar`, alg: "SHA256", value: sha256(headerOf(archiveOf("win"))) },
  ]);
});

interface Folder {
  readonly files?: Readonly<Record<string, Folder>>;
  readonly integrity?: { readonly algorithm: string; readonly hash: string };
}
