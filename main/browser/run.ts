import { version } from "../../package.json";
import { help, parseFlags } from "../launch/flags.mjs";
import type { ApplicationStart } from "../shell/application-start.ts";
import { shutDown } from "../shell/shut-down.ts";
import { readPageFiles } from "../shell/page-files.ts";
import { prepareProcess, say } from "../shell/process.ts";
import { defaultProfile, prepareProfile } from "../shell/profile-folder.ts";
import { claimProfile, demoIsTooLate } from "../shell/single-start.ts";
import { deleteAddressFiles, openInBrowser } from "./open-browser.ts";
import { serve, type BrowserServer, type ServeOptions } from "./serve.ts";

/** The application as this shell needs it; `main/kith.ts` makes it. */
export type Application = ServeOptions["application"] & { readonly close: () => Promise<void> };

export interface RunOptions {
  readonly args: readonly string[];
  /** The folder of the built page. */
  readonly pageFolder: string;
  readonly createApplication: (start: ApplicationStart) => Promise<Application>;
}

/**
 * The browser shell from its arguments to its end. The first line on standard output is the address to open; everything
 * else goes to standard error. Exits with 0 after a signal or when its last page has gone, 1 if it
 * cannot start, 2 for arguments it does not understand.
 */
export async function runBrowserShell(options: RunOptions): Promise<void> {
  const parsed = parseFlags(options.args);
  if ("problem" in parsed) return leave(2, parsed.problem);
  const { flags } = parsed;
  if (flags.help) return void process.stdout.write(help);
  if (flags.version) return void process.stdout.write(`${version}\n`);

  const log = prepareProcess();
  const profile = flags.profile ?? defaultProfile();
  const trouble = await prepareProfile(profile);
  if (trouble !== null) return leave(1, trouble);

  const announce = async (url: string) => {
    process.stdout.write(`${url}\n`);
    if (flags.open && !(await openInBrowser(url, profile)))
      say("No browser could be opened: open the address yourself.");
  };

  let isReady: (server: BrowserServer) => void = () => undefined;
  const ready = new Promise<BrowserServer>((resolve) => (isReady = resolve));
  let farewell: Promise<void> | undefined;
  // A start that asks while this Kith quits asks again until this one has exited.
  const answerLater = async () => (farewell === undefined ? (await ready).freshUrl() : "");
  const start = await claimProfile(profile, answerLater).catch(() => null);
  if (start === null)
    return leave(1, "Kith already runs on this profile but does not answer. End it, then try again.");
  if (!start.isFirst) {
    if (flags.demo !== null) say(demoIsTooLate);
    if (start.url === null) return leave(0, "Kith is open in a window of its own.");
    await announce(start.url);
    return leave(0);
  }

  const end = (code: number, sentence?: string) => {
    farewell ??= (async () => {
      await shutDown([() => application?.close(), () => server?.close(), () => deleteAddressFiles(profile)]);
      // Last: the next Kith on this profile must find all files written.
      // A profile's socket that stays behind is dead once we have exited.
      await start.release().catch(() => undefined);
      leave(code, sentence);
    })();
  };
  let application: Application | undefined;
  let server: BrowserServer | undefined;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => end(0));
  try {
    application = await options.createApplication({
      profile,
      version,
      shell: "browser",
      demo: flags.demo,
      isVerbose: flags.verbose,
    });
    const pageFiles = await readPageFiles(options.pageFolder);
    server = await serve({ application, pageFiles, port: flags.port, log, onAbandoned: () => end(0) });
  } catch (error) {
    const sentence = portTrouble(error, flags.port);
    if (sentence === null) log.bug(error);
    return end(1, sentence ?? "Kith could not start.");
  }
  isReady(server);
  await announce(server.freshUrl());
}

function portTrouble(error: unknown, port: number): string | null {
  const code =
    error instanceof Error && "code" in error && "syscall" in error && error.syscall === "listen"
      ? error.code
      : "";
  if (code === "EADDRINUSE") return `Port ${port} is taken by another program. Choose another with --port.`;
  return code === "EACCES" ? `Port ${port} is not permitted to you. Choose another with --port.` : null;
}

function leave(code: number, sentence?: string): void {
  if (sentence !== undefined) say(sentence);
  process.exit(code);
}
