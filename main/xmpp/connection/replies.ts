import { randomUUID } from "node:crypto";
import { parseJid } from "../../../app/jid.ts";
import { fail, ok, type Result } from "../../../app/result.ts";
import { readStanzaError } from "../stanza-error.ts";
import { type Element, xml } from "./element.ts";

type Reply = Result<Element>;

interface Waiter {
  /** The address we asked; undefined means our server, on behalf of our account. */
  readonly asked: string | undefined;
  readonly settle: (reply: Reply) => void;
  /** Receives one item of the result; undefined if the result is awaited as a whole. */
  readonly takeItem: ((item: Element) => void) | undefined;
}

/**
 * The IQ requests that wait for a reply. A reply counts only when its id AND its sender fit (RFC 6120 8.1.2.1): ids
 * cannot be guessed, and only the address that was asked can answer.
 */
export class Replies {
  readonly #waiting = new Map<string, Waiter>();
  /** Who may answer a request without `to`: our bare and full JID and our domain, in comparison form. */
  readonly #own: ReadonlySet<string>;
  readonly #bare: string;

  constructor(fullJid: string) {
    const own = parseJid(fullJid);
    const bare = own.ok ? own.value.bareJid : "";
    this.#bare = bare;
    this.#own = new Set(
      [normal(fullJid), bare, bare.slice(bare.indexOf("@") + 1)].filter((form) => form !== undefined),
    );
  }

  /**
   * The request with an id of ours, and its reply: the result, the error's condition, or `no-answer` after `timeout`
   * milliseconds. The reply is awaited from now on, because it may arrive before the write is reported as done. `onItem` receives the
   * children of the result's first child as they arrive; each one restarts the time limit.
   */
  expect(
    iq: Element,
    timeout: number,
    onItem?: (item: Element) => void,
  ): { readonly iq: Element; readonly reply: Promise<Reply> } {
    const id = randomUUID();
    const reply = new Promise<Reply>((resolve) => {
      const timer = setTimeout(() => settle(fail("no-answer")), timeout);
      const settle = (outcome: Reply) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(outcome);
      };
      const takeItem =
        onItem &&
        ((item: Element) => {
          timer.refresh();
          onItem(item);
        });
      this.#waiting.set(id, { asked: iq.attrs["to"], settle, takeItem });
    });
    return { iq: xml("iq", { ...iq.attrs, id }, ...iq.children), reply };
  }

  /** The listener for the items of this result, found by its start tag; undefined if the result is awaited as a whole. */
  itemsOf(stanza: Element): ((item: Element) => void) | undefined {
    const id = stanza.attrs["id"] ?? "";
    const waiter = this.#waiting.get(id);
    if (waiter?.takeItem === undefined || !stanza.is("iq", "jabber:client")) return undefined;
    if (stanza.attrs["type"] !== "result" || !this.#mayAnswer(waiter.asked, stanza.attrs["from"]))
      return undefined;
    return (item) => {
      // The caller may have given up meanwhile.
      if (this.#waiting.get(id) === waiter) waiter.takeItem?.(item);
    };
  }

  /** Handles an IQ result or error. One that nobody waits for, or from another sender, changes nothing. */
  handle(stanza: Element): void {
    const waiter = this.#waiting.get(stanza.attrs["id"] ?? "");
    if (!waiter || !this.#mayAnswer(waiter.asked, stanza.attrs["from"])) return;
    if (stanza.attrs["type"] === "result") waiter.settle(ok(stanza));
    else waiter.settle({ ok: false, failure: readStanzaError(stanza) });
  }

  /** The stream has ended: every open request fails. */
  refuseAll(): void {
    for (const waiter of this.#waiting.values()) waiter.settle(fail("connection-lost"));
  }

  #mayAnswer(asked: string | undefined, from: string | undefined): boolean {
    if (from === undefined) return asked === undefined || normal(asked) === this.#bare;
    const sender = normal(from);
    if (sender === undefined) return false;
    return asked === undefined ? this.#own.has(sender) : sender === normal(asked);
  }
}

/** An address with its resource in comparison form, or undefined if it is not an address. */
function normal(address: string): string | undefined {
  const jid = parseJid(address);
  if (!jid.ok) return undefined;
  return jid.value.resource === "" ? jid.value.bareJid : `${jid.value.bareJid}/${jid.value.resource}`;
}
