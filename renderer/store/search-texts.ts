import type { Contact } from "../../app/contact.ts";
import { shownAddress } from "../../app/shown-address.ts";
import { oneLine, type Person } from "./person.ts";
import { fold } from "./fold.ts";

/**
 * The texts that searches read, folded once until they change: a key press only compares. Name and
 * address are cached with the contact, status texts with the presence, which changes more often.
 */
export class SearchTexts {
  readonly #contacts = new WeakMap<Contact, string>();
  readonly #said = new WeakMap<Person["resources"], string>();
  readonly #groups = new Map<string, string>();

  /** Whether somebody's name, address, nickname or status text contains a folded text. */
  has(person: Person, text: string): boolean {
    return this.#contactOf(person).includes(text) || this.#saidBy(person).includes(text);
  }

  /** A group's name, folded. */
  ofGroup(group: string): string {
    let text = this.#groups.get(group);
    if (text === undefined) {
      // Groups come and go, so the cache must not grow for ever.
      if (this.#groups.size > maxGroups) this.#groups.clear();
      text = fold(oneLine(group));
      this.#groups.set(group, text);
    }
    return text;
  }

  #contactOf({ contact, name }: Person): string {
    let text = this.#contacts.get(contact);
    if (text === undefined) {
      const { address } = contact;
      const shown = shownAddress(address);
      text = fold(shown === address ? `${name}\n${address}` : `${name}\n${shown}\n${address}`);
      this.#contacts.set(contact, text);
    }
    return text;
  }

  #saidBy({ resources, request }: Person): string {
    if (resources.length === 0 && request === undefined) return "";
    let text = this.#said.get(resources);
    if (text === undefined) {
      text = fold(resources.map(({ status }) => oneLine(status)).join("\n"));
      this.#said.set(resources, text);
    }
    return request === undefined ? text : `${text}\n${fold(oneLine(request.nickname))}`;
  }
}

const maxGroups = 50_000;
