import { type Contact, displayName } from "../../app/contact.ts";
import { applyDeltas, type Edit } from "../../app/edit.ts";
import type { BareJid } from "../../app/jid.ts";
import type { Merge } from "../../app/merge.ts";
import type { AccountEntries, Trouble } from "../../app/patch.ts";
import type { ResourcePresence, Show } from "../../app/presence.ts";
import type { Request } from "../../app/request.ts";
import {
  possibleActs,
  relationship,
  type Relationship,
  type SubscriptionAct,
} from "../../app/subscription.ts";
import { isVisible } from "../../app/visible-text.ts";
import type { PersonId } from "./row-id.ts";

/** How available a person is, as a row shows it. While we are offline, everybody's is `unknown`. */
export type Availability = Show | "offline" | "unknown";

/** One person as the list shows them: the server's contact with this person's pending edits laid over it. */
export interface Person extends Omit<PersonParts, "account" | "contact" | "presence"> {
  readonly id: PersonId;
  readonly bareJid: BareJid;
  readonly contact: Contact;
  readonly name: string;
  readonly resources: readonly ResourcePresence[];
  readonly relationship: Relationship;
  /** False until the server knows them: until then the edit can only be discarded. */
  readonly isOnList: boolean;
  /** The parts this was joined from. If they are unchanged, the person need not be joined again. */
  readonly parts: PersonParts;
}

/** The parts of a person. A part added here can be read from the person under the same name. */
export interface PersonParts {
  /** The address of the account whose list it is. */
  readonly account: BareJid;
  readonly contact: Contact | undefined;
  readonly presence: AccountEntries["presence"] | undefined;
  readonly edits: readonly Edit[];
  readonly trouble: Trouble | undefined;
  readonly request: Request | undefined;
  /** What happened to another device's change of them, until it is dismissed. */
  readonly merge: Merge | undefined;
  /** Set for some seconds after they came or went. */
  readonly recent: Recent | undefined;
}

/** Whether a person came online or went offline some seconds ago. */
export type Recent = "came" | "went";

/** Joins everything about one address; undefined if nobody on the list has it. */
export function joinPerson(bareJid: BareJid, parts: PersonParts): Person | undefined {
  const { account, contact: known, presence, ...joined } = parts;
  const contact = overlaid(bareJid, known, parts.edits);
  if (contact === undefined) return undefined;
  return {
    ...joined,
    id: { account, bareJid },
    bareJid,
    contact,
    name: oneLine(displayName(contact)),
    resources: presence?.resources ?? [],
    relationship: relationship(contact, account),
    isOnList: known !== undefined,
    parts,
  };
}

/** Whether the same person would be joined from both. */
export function isSameParts(a: PersonParts, b: PersonParts): boolean {
  for (const part in a) if (a[part as keyof PersonParts] !== b[part as keyof PersonParts]) return false;
  return true;
}

/** The subscription acts that are possible now. */
export function actsOn({ contact, request, parts }: Person): SubscriptionAct[] {
  return possibleActs(contact, request !== undefined, parts.account);
}

/** Whether the row has a note: an edit was refused, or merged with another device's change. */
export function hasNote({ edits, merge }: Pick<Person, "edits" | "merge">): boolean {
  return merge !== undefined || edits.some((edit) => edit.state === "refused");
}

/** The availability of the person's resource with the highest priority. */
export function availabilityOf(person: Pick<Person, "resources">, isOnline: boolean): Availability {
  if (!isOnline) return "unknown";
  return person.resources[0]?.show ?? "offline";
}

export function isAround(availability: Availability): boolean {
  return availability !== "offline" && availability !== "unknown";
}

/** Text from others on one line, without its line breaks; empty if it has no visible character (RULE J6). */
export function oneLine(text: string): string {
  return isVisible(text) ? text.replace(/\s+/g, " ").trim() : "";
}

/** A refused edit is not applied: the row shows the server's values and says what was refused. */
function overlaid(bareJid: BareJid, known: Contact | undefined, edits: readonly Edit[]): Contact | undefined {
  let contact = known;
  for (const edit of edits) {
    if (edit.kind === "add" && contact === undefined) contact = newcomer(bareJid, edit);
    else if (contact !== undefined && edit.state !== "refused") contact = applyDeltas(contact, edit.deltas);
  }
  return contact;
}

function newcomer(bareJid: BareJid, edit: Edit): Contact {
  const nobody: Contact = {
    bareJid,
    address: edit.address,
    name: "",
    groups: [],
    subscription: "none",
    ask: false,
    approved: false,
  };
  return applyDeltas(nobody, edit.deltas);
}
