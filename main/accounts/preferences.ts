import * as z from "zod";
import { languageChoices } from "../../app/words/languages.ts";

export const preferencesFile = "preferences.json";

/** `preferences.json`, version 1: what holds for all accounts of a profile. */
export const preferencesSchema = z.object({ version: z.literal(1), language: z.enum(languageChoices) });
