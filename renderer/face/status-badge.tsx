import type { Availability } from "../store/person.ts";

/**
 * Somebody's status as a shape, so that it can be recognised without colour: disc, disc in a ring, crescent, thin crescent,
 * bar, ring, broken ring. The row's accessible name contains the word for it.
 */
export function StatusBadge({ availability }: { readonly availability: Availability }) {
  return (
    <svg className={`badge badge-${availability}`} viewBox="0 0 12 12" aria-hidden="true">
      {shapes[availability]}
    </svg>
  );
}

const shapes: Readonly<Record<Availability, React.ReactNode>> = {
  available: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  chat: (
    <>
      <circle cx="6" cy="6" r="2.6" fill="currentColor" />
      <circle cx="6" cy="6" r="4.9" fill="none" stroke="currentColor" strokeWidth="1.4" />
    </>
  ),
  away: <path d="M6.2 1a5 5 0 1 0 4.8 5.6A4.2 4.2 0 0 1 6.2 1z" fill="currentColor" />,
  xa: (
    <path
      d="M6.2 1.5a4.5 4.5 0 1 0 4.3 5.2A3.9 3.9 0 0 1 6.2 1.5z"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
      strokeLinejoin="round"
    />
  ),
  dnd: <path fillRule="evenodd" d="M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1zM3.5 5h5v2h-5z" fill="currentColor" />,
  offline: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  unknown: (
    <circle
      cx="6"
      cy="6"
      r="4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeDasharray="2.1 2.09"
    />
  ),
};
