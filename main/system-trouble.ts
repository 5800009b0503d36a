/** The system's own word (`ENOSPC`, `EACCES`), without the path. What the system did not say is a bug, and thrown on. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  throw error;
}
