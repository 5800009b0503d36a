import { register } from "node:module";
import { pathToFileURL } from "node:url";
import { app } from "./app.ts";

/* Runs Kith's built entry, unmodified, with the stand-in as its `electron`: node launch.js ENTRY FLAGS */

const standIn = new URL("electron.js", import.meta.url).href;
const hook = `export const resolve = (name, context, next) =>
  name === "electron" ? { url: ${JSON.stringify(standIn)}, shortCircuit: true } : next(name, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);

const [, launcher, entry] = process.argv;
if (launcher === undefined || entry === undefined) throw new Error("an entry is missing");
// As `electron . FLAGS` has it.
process.argv.splice(1, 1);
await import(pathToFileURL(entry).href);
app.becomeReady();
