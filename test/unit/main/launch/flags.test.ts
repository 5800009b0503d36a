import { resolve } from "node:path";
import { expect, test } from "vitest";
import { help, parseFlags } from "../../../../main/launch/flags.mjs";

test("no flags mean a window, any port and the platform's profile", () => {
  expect(parseFlags([])).toEqual({
    flags: {
      browser: false,
      open: true,
      port: 0,
      profile: null,
      demo: null,
      verbose: false,
      help: false,
      version: false,
    },
  });
});

test("every flag is read", () => {
  const args = [
    "--browser",
    "--no-open",
    "--port",
    "8080",
    "--profile=there",
    "--demo",
    "--verbose",
    "--help",
    "--version",
  ];
  expect(parseFlags(args, "/from")).toEqual({
    flags: {
      browser: true,
      open: false,
      port: 8080,
      profile: resolve("/from/there"),
      demo: { contacts: null },
      verbose: true,
      help: true,
      version: true,
    },
  });
});

test.each([
  [["--colour"], `Unknown option '--colour'.`],
  [["-x"], `Unknown option '-x'.`],
  [["--open"], `Unknown option '--open'.`],
  [["list"], `Unexpected argument 'list'.`],
  [["--port"], `Option '--port <value>' argument missing.`],
  [["--port", "--browser"], `Option '--port' argument is ambiguous.`],
  [["--port", "65536"], `"65536" is not a port:`],
  [["--port=-1"], `"-1" is not a port:`],
  [["--port=8e3"], `"8e3" is not a port:`],
  [["--port="], `"" is not a port:`],
  [["--profile="], `--profile needs a folder.`],
  [["--browser=yes"], `Option '--browser' does not take an argument.`],
  [["--demo=0"], `"0" is not a number of contacts: --demo takes one from 1 to 100000.`],
  [["--demo=100001"], `"100001" is not a number of contacts:`],
  [["--demo=1e3"], `"1e3" is not a number of contacts:`],
  [["--demo=-1"], `"-1" is not a number of contacts:`],
  [["--demo="], `"" is not a number of contacts:`],
  [["--demo", "40"], `Unexpected argument '40'.`],
  [["--demonstrate"], `Unknown option '--demonstrate'.`],
])("%j is not understood, and said why in a line", (args, start) => {
  const parsed = parseFlags(args);
  if (!("problem" in parsed)) throw new Error("it was understood");
  expect(parsed.problem.startsWith(start)).toBe(true);
  expect(parsed.problem).not.toContain("\n");
});

test.each([
  [["--demo=1"], 1],
  [["--demo=100000"], 100_000],
  [["--demo", "--demo=12"], 12],
  [["--demo=12", "--demo"], null],
])("%j asks for the demo with so many contacts", (args, contacts) => {
  expect(parseFlags(args)).toMatchObject({ flags: { demo: { contacts } } });
});

test("the help names every flag", () => {
  for (const flag of ["browser", "no-open", "port", "profile", "demo", "demo=N", "help", "version"])
    expect(help).toContain(`--${flag}`);
});
