import * as z from "zod";
import { languageChoices } from "../../app/words/languages.ts";
import type { Disk } from "../disk/disk.ts";

const preferencesFile = "preferences.json";

/** `preferences.json`, version 1: what holds for all accounts of a profile. */
const preferencesSchema = z.object({
  version: z.literal(1),
  language: z.enum(languageChoices).default("system"),
  /** What the person said when they were last asked whether to stay signed in. */
  staysSignedIn: z.boolean().default(true),
});
type Preferences = Omit<z.infer<typeof preferencesSchema>, "version">;

/** What the person prefers on this profile, in memory and on disk. */
export interface PreferencesKeeper {
  readonly current: () => Preferences;
  /** Holds at once. Resolves when it is on disk, or could not be written. */
  readonly change: (change: Partial<Preferences>) => Promise<void>;
}

/** Reads the preferences of the last time, or the usual ones. */
export async function openPreferences(disk: Disk): Promise<PreferencesKeeper> {
  const file = await disk.read(preferencesFile, preferencesSchema);
  let preferences = file ?? preferencesSchema.parse({ version: 1 });
  return {
    current: () => preferences,
    change: async (change) => {
      preferences = { ...preferences, ...change };
      await disk.write(preferencesFile, preferencesSchema, preferences);
    },
  };
}
