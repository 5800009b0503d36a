import * as z from "zod";
import type { BareJid } from "../jid.ts";
import { diagnosisEventSchema } from "./event.ts";

/** An event with when and where it happened. */
export const diagnosisEntrySchema = z.strictObject({
  /** Rises with each entry of one run. */
  id: z.number().int(),
  /** When it happened last, in milliseconds since the epoch. */
  at: z.number(),
  /** Null: it concerns no account. */
  account: z
    .string()
    .transform((account) => account as BareJid)
    .nullable(),
  /** How often it happened without anything else in between. */
  times: z.number().int().positive(),
  event: diagnosisEventSchema,
});
export type DiagnosisEntry = z.output<typeof diagnosisEntrySchema>;
