import { resolve } from "node:path";
import { parseArgs } from "node:util";

/**
 * The command line's flags, the same for `npm start` and for the packed application.
 * @typedef {{
 *   browser: boolean, open: boolean, port: number, profile: string | null,
 *   demo: Demo | null, verbose: boolean, help: boolean, version: boolean,
 * }} Flags `port` 0: any free port. `profile` null: the platform's folder.
 * @typedef {{ contacts: number | null }} Demo Null: its own cast of some forty people.
 */

export const help = `Kith: the people you know on XMPP, in one narrow window.

  npm start -- [flags]

  --browser        show the list in your browser instead of a window of its own
  --no-open        the same, but open no browser: the address is the first line printed
  --port N         the same, on this port (otherwise any free one)
  --profile DIR    where accounts, contacts and settings are kept
  --demo           open the demo: made-up people on this computer alone, no account needed
  --demo=N         the demo with N contacts (1 to 100000), to see what many are like
  --verbose        print what happens to the connections, without content, to standard error
  --help           this text
  --version        Kith's version
`;

/** Far more contacts than anybody has. */
const maxContacts = 100_000;

/** Ends every complaint about the arguments. */
const hint = '"npm start -- --help" lists all flags.';

/**
 * Reads the arguments. A relative profile is resolved against the folder in which the person typed the command; npm keeps it in INIT_CWD.
 * @param {readonly string[]} args
 * @returns {{ flags: Flags } | { problem: string }} `problem` is one sentence or two for standard error.
 */
export function parseFlags(args, from = process.env["INIT_CWD"] ?? process.cwd()) {
  const demo = parseDemo(args);
  if (typeof demo === "string") return { problem: `${demo} ${hint}` };
  /** @type {ReturnType<typeof parse>} */
  let values;
  try {
    values = parse(args.filter((arg) => !isDemo(arg)));
  } catch (error) {
    // Node's first sentence names what is wrong; the rest is for programmers.
    const [problem] = (error instanceof Error ? error.message : "").split(/[.\n]\s*(?=[A-Z]|$)/);
    return { problem: `${problem}. ${hint}` };
  }
  const port = Number(values.port ?? 0);
  if (values.port !== undefined && (!/^\d{1,5}$/.test(values.port) || port > 65535)) {
    return { problem: `"${values.port}" is not a port: it is a number from 0 to 65535. ${hint}` };
  }
  if (values.profile === "") return { problem: `--profile needs a folder. ${hint}` };
  const { browser = false, verbose = false, help: wantsHelp = false, version = false } = values;
  const profile = values.profile === undefined ? null : resolve(from, values.profile);
  return {
    flags: {
      browser,
      open: values["no-open"] !== true,
      port,
      profile,
      demo,
      verbose,
      help: wantsHelp,
      version,
    },
  };
}

/**
 * `--demo` with or without a number, which `parseArgs` does not support. The last one counts. A string says
 * what is wrong.
 * @param {readonly string[]} args
 * @returns {Demo | null | string}
 */
function parseDemo(args) {
  const said = args.findLast(isDemo);
  if (said === undefined) return null;
  if (said === "--demo") return { contacts: null };
  const text = said.slice("--demo=".length);
  const contacts = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (contacts >= 1 && contacts <= maxContacts) return { contacts };
  return `"${text}" is not a number of contacts: --demo takes one from 1 to ${maxContacts}.`;
}

/** @param {string} arg */
function isDemo(arg) {
  return /^--demo(=|$)/.test(arg);
}

/** @param {readonly string[]} args */
function parse(args) {
  return parseArgs({
    args: [...args],
    options: {
      browser: { type: "boolean" },
      "no-open": { type: "boolean" },
      port: { type: "string" },
      profile: { type: "string" },
      verbose: { type: "boolean" },
      help: { type: "boolean" },
      version: { type: "boolean" },
    },
  }).values;
}
