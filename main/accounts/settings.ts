import * as z from "zod";
import { bindingNames } from "../xmpp/connection/channel-binding.ts";
import { scramMechanisms } from "../xmpp/connection/scram.ts";
import { serverSettingsSchema } from "../../app/server-settings.ts";
import { shows } from "../../app/presence.ts";

const mechanismSchema = z.enum(scramMechanisms);

/** As `Trust` in main/xmpp/connection/stream.ts. */
const trustSchema = z.object({
  fingerprint: z.string().nullable(),
  hasOfferedScram: z.boolean(),
  scram: z
    .object({
      mechanism: mechanismSchema,
      binding: z.enum(bindingNames).nullable(),
      refused: z.array(mechanismSchema).readonly(),
    })
    .optional()
    // An unknown value of a later Kith is only a preference: it must not lose the trusted certificate beside it.
    .catch(undefined),
  isPlainAllowed: z.boolean().optional(),
});

/** What is stored of an account besides its list, but never the password. */
export const accountSettingsSchema = z.object({
  address: z.string(),
  server: serverSettingsSchema.nullable(),
  /** The name to sign in with, if it is not the address's local part. */
  user: z.string().optional(),
  trust: trustSchema,
  own: z.object({ show: z.enum(shows), status: z.string() }),
  /** The server's last known delimiter of nested groups. */
  delimiter: z.string().optional(),
});
export type AccountSettings = z.infer<typeof accountSettingsSchema>;

/** `accounts.json`, version 1: the accounts that have been online at least once, each to be read by `accountSettingsSchema`. */
export const accountsFileSchema = z.object({ version: z.literal(1), accounts: z.array(z.unknown()) });
