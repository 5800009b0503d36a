import * as z from "zod";

/** Where an account connects to if the person set it, instead of what DNS says. */
export const serverSettingsSchema = z.strictObject({
  host: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65535),
  security: z.enum(["starttls", "direct-tls"]),
});
export type ServerSettings = z.infer<typeof serverSettingsSchema>;
