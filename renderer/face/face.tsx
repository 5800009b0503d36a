import { type Availability, isAround } from "../store/person.ts";
import { initial } from "./initial.ts";
import { personColour } from "./person-colour.ts";
import { StatusBadge } from "./status-badge.tsx";

/** Somebody's initial on their colour, the status badge at its corner. Decorative: the name and status are shown beside it as text. */
export function Face(props: {
  readonly bareJid: string;
  readonly name: string;
  readonly availability: Availability | null;
  readonly size?: "own" | "large";
}) {
  const { bareJid, name, availability, size } = props;
  const isBright = availability === null || isAround(availability);
  return (
    <span className={`face ${size === undefined ? "" : `face-${size}`}`} aria-hidden="true">
      <span className="face-disc" style={{ backgroundColor: personColour(bareJid, isBright) }}>
        {initial(name)}
      </span>
      {availability !== null && (
        <span className="face-badge">
          <StatusBadge availability={availability} />
        </span>
      )}
    </span>
  );
}
