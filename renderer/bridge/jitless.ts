import * as z from "zod";

/* Imported before any schema is made: the page's policy forbids the `eval` with which zod would compile them. */
z.config({ jitless: true });
