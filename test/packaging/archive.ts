import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { extractFile, listPackage } from "@electron/asar";
import { inject } from "vitest";
import type { Platform } from "./electron-stub.ts";

export const platforms: readonly Platform[] = ["linux", "mac", "win"];

/** Where electron-builder wrote each platform's unpacked program. */
export function programFolder(platform: Platform): string {
  const folder = { linux: "linux/linux-unpacked", mac: "mac/mac/Kith.app", win: "win/win-unpacked" }[
    platform
  ];
  return join(inject("packed"), folder);
}

/** The folder of what belongs to the program, its archive included. */
export function resourcesFolder(platform: Platform): string {
  return join(programFolder(platform), platform === "mac" ? "Contents/Resources" : "resources");
}

export function archiveOf(platform: Platform): string {
  return join(resourcesFolder(platform), "app.asar");
}

/** The paths of the files in an archive, without a leading slash, sorted. */
export function filesIn(archive: string): string[] {
  const entries = listPackage(archive, { isPack: false });
  const isFolder = (path: string) => entries.some((other) => other.startsWith(`${path}/`));
  return entries
    .filter((path) => !isFolder(path))
    .map((path) => path.slice(1))
    .sort();
}

export function readFrom(archive: string, path: string): Buffer {
  return extractFile(archive, path);
}

/** The archive's table of contents as it is written: what Electron takes the hash of before it believes the rest. */
export function headerOf(archive: string): string {
  const bytes = readFileSync(archive);
  // Four lengths precede it: of the next number, of what follows, of the string padded, of the string.
  return bytes.toString("utf8", 16, 16 + bytes.readUInt32LE(12));
}

export function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

export function namesIn(folder: string): string[] {
  return readdirSync(folder).sort();
}
