import * as z from "zod";
import { languageChoices, type LanguageChoice } from "../../app/words/languages.ts";
import { speak } from "../../app/words/words.ts";
import type { Disk } from "../disk/disk.ts";
import type { Publisher } from "../publish/publisher.ts";

/** `preferences.json`, version 1: the settings for all accounts of a profile. */
const preferencesSchema = z.object({
  version: z.literal(1),
  language: z.enum(languageChoices).default("system"),
  /** The person's last answer to "Stay signed in". */
  staysSignedIn: z.boolean().default(true),
});

/** What the person prefers on this profile: on screen at once, and at the next start. */
export interface Preferences {
  /** These resolve when it is on disk, or could not be written. */
  readonly setLanguage: (language: LanguageChoice) => Promise<void>;
  readonly setStaysSignedIn: (staysSignedIn: boolean) => Promise<void>;
}

/** Reads the stored preferences, or else the defaults, and applies them. */
export async function openPreferences(
  disk: Disk,
  publisher: Pick<Publisher, "setFact">,
  languages: readonly string[],
): Promise<Preferences> {
  const file = disk.jsonFile("preferences.json", preferencesSchema);
  let current = (await file.read()) ?? preferencesSchema.parse({ version: 1 });
  const apply = () => {
    // Order matters: once the fact is set, main's own sentences must be in the new language.
    speak(current.language, languages);
    publisher.setFact("language", current.language);
    publisher.setFact("staysSignedIn", current.staysSignedIn);
  };
  const change = async (changed: Partial<typeof current>) => {
    current = { ...current, ...changed };
    apply();
    await file.write(current);
  };
  apply();
  return {
    setLanguage: (language) => change({ language }),
    setStaysSignedIn: async (staysSignedIn) => {
      if (staysSignedIn !== current.staysSignedIn) await change({ staysSignedIn });
    },
  };
}
