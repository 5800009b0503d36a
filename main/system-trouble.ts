/** The system's error code (`ENOSPC`, `EACCES`), without the path. Anything but a system error is a bug and is thrown on. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  throw error;
}
