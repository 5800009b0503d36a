import * as z from "zod";
import { viewSchema } from "../../app/view.ts";

/** `view-….json` of an account, version 1: how its list is looked at. */
export const viewFileSchema = z.object({ version: z.literal(1), account: z.string(), view: viewSchema });
