import type { BareJid } from "../../../app/jid.ts";
import { xml, type Element } from "../../xmpp/connection/element.ts";
import { availablePresence, subscriptionPresence, unavailablePresence } from "../../xmpp/presence.ts";
import type { DemoServer } from "../server/demo-server.ts";
import type { VirtualSession } from "../server/virtual-session.ts";
import type { Clock } from "../../clock.ts";
import type { Answer, Mood, Person } from "./person.ts";

const nsNick = "http://jabber.org/protocol/nick";
/** How long somebody thinks before they answer a request, in milliseconds. */
const thinking = 1_500;
/** How long it takes them to ask again after they lost sight of a status, in milliseconds. */
const missing = 4_000;

/** The server on which the cast acts, and the account it acts for. */
export interface Stage {
  readonly server: Pick<DemoServer, "attach">;
  readonly clock: Clock;
  /** The demo's account. */
  readonly self: BareJid;
  /** An id for a stanza, in the order of asking. */
  readonly nextId: () => string;
}

/** One member of the cast: their devices, and how they react to what the demo's account does. */
export class Actor {
  readonly #account: BareJid;
  readonly #person: Pick<Person, "answer" | "plea">;
  readonly #stage: Stage;
  readonly #devices = new Map<string, VirtualSession>();
  /** A request waits for their answer; they were asked on each of their devices, and answer once. */
  #isAsked = false;
  #hasPleaded = false;

  constructor(account: BareJid, person: Pick<Person, "answer" | "plea">, stage: Stage) {
    this.#account = account;
    this.#person = person;
    this.#stage = stage;
  }

  /** They come online on this device, in addition to those they use already. */
  appear({ device, show, status }: Mood): void {
    this.#at(device).send(availablePresence(show, status, "0"));
  }

  /** They are online on this device and on no other. */
  be(mood: Mood): void {
    for (const device of this.#devices.keys()) if (device !== mood.device) this.#leave(device);
    this.appear(mood);
  }

  go(): void {
    for (const device of this.#devices.keys()) this.#leave(device);
  }

  /** They ask to see the account's status. */
  ask(message: string, nickname = ""): void {
    const { self, nextId } = this.#stage;
    this.#say(
      xml(
        "presence",
        { type: "subscribe", to: self, id: nextId() },
        message === "" ? null : xml("status", {}, message),
        nickname === "" ? null : xml("nick", { xmlns: nsNick }, nickname),
      ),
    );
  }

  /** They withdraw their request, or stop seeing the account's status. */
  withdraw(): void {
    this.#say(this.#toSelf("unsubscribe"));
  }

  /** They answer the account's request, or leave it open. */
  answer(answer: Answer): void {
    this.#isAsked = false;
    if (answer === "silence") return;
    this.#say(this.#toSelf(answer === "accept" ? "subscribed" : "unsubscribed"));
  }

  #hear(stanza: Element): void {
    if (stanza.name !== "presence") return;
    const type = stanza.attrs["type"];
    if (type === "subscribe") this.#think();
    else if (type === "unsubscribe") this.#isAsked = false;
    else if (type === "unsubscribed") this.#miss();
  }

  #think(): void {
    this.#isAsked = true;
    this.#stage.clock.after(thinking, () => {
      if (this.#isAsked) this.answer(this.#person.answer);
    });
  }

  #miss(): void {
    const { plea } = this.#person;
    if (plea === null || this.#hasPleaded) return;
    // Only once: after a second denial they do not ask again.
    this.#hasPleaded = true;
    this.#stage.clock.after(missing, () => this.ask(plea));
  }

  #toSelf(type: Parameters<typeof subscriptionPresence>[0]): Element {
    return subscriptionPresence(type, this.#stage.self, this.#stage.nextId());
  }

  /** From any of their devices. Somebody who is offline uses one without presence. */
  #say(stanza: Element): void {
    const [device = "Phone"] = this.#devices.keys();
    this.#at(device).send(stanza);
  }

  #at(device: string): VirtualSession {
    const known = this.#devices.get(device);
    if (known !== undefined) return known;
    const session = this.#stage.server.attach(this.#account, device);
    session.onStanza = (stanza) => this.#hear(stanza);
    this.#devices.set(device, session);
    return session;
  }

  #leave(device: string): void {
    const session = this.#devices.get(device);
    this.#devices.delete(device);
    session?.send(unavailablePresence());
    session?.close();
  }
}
