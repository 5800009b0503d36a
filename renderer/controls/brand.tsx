import { UsersRound } from "lucide-react";

/** Kith's mark. */
export function Brand() {
  return (
    <span className="brand" aria-hidden="true">
      <UsersRound size={28} strokeWidth={2} />
    </span>
  );
}
