import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";

export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
}

/** The page's files by the path of their request, `/` for `index.html`. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".json": "application/json",
};

/** Reads the built page once, at the start: no path from a request ever reaches the disk. */
export async function readPageFiles(folder: string): Promise<PageFiles> {
  return new Map(await readFolder(folder, "/"));
}

/** Folder by folder: inside Electron's archive `readdir` cannot be relied on to recurse. */
async function readFolder(folder: string, path: string): Promise<[string, PageFile][]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const parts = entries.map(async (entry): Promise<[string, PageFile][]> => {
    const file = join(folder, entry.name);
    if (entry.isDirectory()) return readFolder(file, `${path}${entry.name}/`);
    if (!entry.isFile()) return [];
    const type = types[extname(file)] ?? "application/octet-stream";
    const name = `${path}${entry.name}`;
    return [[name === "/index.html" ? "/" : name, { type, body: await readFile(file) }]];
  });
  return (await Promise.all(parts)).flat();
}
