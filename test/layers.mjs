import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";

/*
 * Imports point downwards. Each line below is a layer, the lowest first; a room is a folder, or a file beside the folders. A
 * room imports rooms of the lines before its own, and none of its own line or after it.
 */

const app = ["app"];

const main = [
  "after.ts clock.ts in-turn.ts log.ts system-trouble.ts",
  "diagnosis",
  "disk xmpp",
  "roster demo",
  "publish edits",
  "accounts",
  "worlds.ts",
  "commands.ts",
  "kith.ts dispatch.ts",
  "shell launch",
  "browser",
  "desktop packaging",
];

const renderer = [
  "bridge store",
  "controls face",
  "find",
  "rows",
  "selection",
  "changes",
  "drag",
  "group",
  "contact",
  "menus",
  "list",
  // What a person sees around the list.
  "certificate connection details demo own requests settings",
  "foot",
  "dialogs.tsx",
  "sign-in list-screen.tsx",
  "app.tsx",
  "mount-page.tsx",
  "main.tsx",
];

const root = fileURLToPath(new URL("..", import.meta.url));
const complaints = [
  ...wrongImports("app", new Map(app.map((room, layer) => [room, layer]))),
  ...wrongImports("main", layersOf("main", main)),
  ...wrongImports("renderer", layersOf("renderer", renderer)),
];
for (const complaint of complaints) process.stdout.write(`${complaint}\n`);
process.exitCode = complaints.length === 0 ? 0 : 1;

/**
 * The layer of each room, `app` below all of them.
 * @param {string} top @param {readonly string[]} lines
 */
function layersOf(top, lines) {
  const rooms = lines.map((line) => line.split(" ").map((room) => `${top}/${room}`));
  return new Map([app, ...rooms].flatMap((line, layer) => line.map((room) => [room, layer])));
}

/**
 * A sentence for each import under `top` that points upwards or sideways, and for each file that is in no room.
 * @param {string} top @param {ReadonlyMap<string, number>} layers
 * @returns {string[]}
 */
function wrongImports(top, layers) {
  return sources(top).flatMap((file) => {
    const own = roomOf(file);
    const layer = layers.get(own);
    if (layer === undefined) return [`${file}: ${own} is in no layer of test/layers.mjs.`];
    return importsOf(file).flatMap((target) => {
      const room = roomOf(target);
      const isBelow = (layers.get(room) ?? Number.POSITIVE_INFINITY) < layer;
      return room === own || isBelow ? [] : [`${file} imports ${target}: ${room} is not below ${own}.`];
    });
  });
}

/** @param {string} top */
function sources(top) {
  return readdirSync(join(root, top), { recursive: true, encoding: "utf8" })
    .filter((file) => /(?<!\.d)\.(?:tsx?|mjs)$/.test(file))
    .map((file) => posix.join(top, file.replaceAll("\\", "/")));
}

/**
 * The source files that a file imports, relative to the root; pictures, styles and package.json are in no layer.
 * @param {string} file
 */
function importsOf(file) {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*"(\.[^"]+\.(?:tsx?|mjs))"/g)].map(([, target]) =>
    posix.join(dirname(file), String(target)),
  );
}

/**
 * `renderer/list/rows.ts` is in `renderer/list`; `app` is one room.
 * @param {string} file
 */
function roomOf(file) {
  const parts = file.split("/");
  return parts[0] === "app" ? "app" : parts.slice(0, 2).join("/");
}
