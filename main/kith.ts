import type { Handlers } from "../app/contract.ts";
import type { Programs } from "../app/diagnosis/diagnosis.ts";
import type { DiagnosisEntry } from "../app/diagnosis/entry.ts";
import type { Patch } from "../app/patch.ts";
import { tellOfDisk } from "./accounts/disk-notices.ts";
import { openPreferences } from "./accounts/preferences.ts";
import { Registry } from "./accounts/registry.ts";
import type { Surroundings } from "./accounts/surroundings.ts";
import { createCommands } from "./commands.ts";
import { DiagnosisLog } from "./diagnosis/diagnosis-log.ts";
import { describePrograms } from "./diagnosis/programs.ts";
import { Disk } from "./disk/disk.ts";
import { Publisher } from "./publish/publisher.ts";
import { Worlds, type DemoSize } from "./worlds.ts";

export interface KithOptions extends Surroundings {
  /** An existing folder that can be written. */
  readonly profile: string;
  readonly version: string;
  /** Opens the demo at the start. */
  readonly demo?: DemoSize;
  /** Which shell shows it; for reports. */
  readonly shell?: Programs["shell"];
  /** Called with each event of the connections. */
  readonly onDiagnosis?: (entry: DiagnosisEntry) => void;
}

/** The application, independent of the shell. */
export interface Kith {
  readonly handlers: Handlers;
  /** Calls the listener for each patch, in order. Returns an unsubscribe function. */
  readonly onPatch: (listener: (patch: Patch) => void) => () => void;
  /** Ends the sessions and finishes writing, within about two seconds. */
  readonly close: () => Promise<void>;
}

/** Starts Kith on a profile folder: the accounts of the last run are there at once, with their cached lists. */
export async function createKith(options: KithOptions): Promise<Kith> {
  const publisher = new Publisher();
  publisher.setFact("version", options.version);
  const programs = describePrograms(options.version, options.shell ?? "browser");
  const diagnosis = new DiagnosisLog(programs, options.onDiagnosis);
  const surroundings: Surroundings = { ...options, diagnosis };
  const diskListener = tellOfDisk(publisher, (event) => diagnosis.note(null, event));
  const disk = new Disk(options.profile, diskListener);
  await disk.sweep();
  const own = new Registry(disk, publisher, surroundings);
  await own.load();
  const preferences = await openPreferences(disk, publisher, options.languages);
  // A keyring may ask the person to unlock it, and the page must not wait for that.
  void options.secrets
    ?.isAvailable()
    .then((isAvailable) => publisher.setFact("canStaySignedIn", isAvailable));
  const worlds = new Worlds(own, publisher, surroundings, options.profile, diskListener);
  await worlds.begin(options.demo);
  return {
    handlers: publishFirst(createCommands(worlds, publisher, preferences, diagnosis), publisher),
    onPatch: (listener) => publisher.onPatch(listener),
    close: () => worlds.close(),
  };
}

/** What a command changed is published before its answer, so that a page never reads an answer to an older state. */
function publishFirst(handlers: Handlers, publisher: Publisher): Handlers {
  const entries = Object.entries(handlers).map(
    ([name, handler]: [string, (input: never) => Promise<unknown>]) => [
      name,
      async (input: never) => {
        const answer = await handler(input);
        publisher.flush();
        return answer;
      },
    ],
  );
  return Object.fromEntries(entries) as Handlers;
}
