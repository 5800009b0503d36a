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
/** How long it takes them to miss what they saw before, in milliseconds. */
const missing = 4_000;

/** What the cast plays on, and for whom. */
export interface Stage {
  readonly server: Pick<DemoServer, "attach">;
  readonly clock: Clock;
  /** The demo's account. */
  readonly self: BareJid;
  /** An id for a stanza, in the order of asking. */
  readonly nextId: () => string;
}

/** Somebody of the cast at work: their devices, and how they take what the demo's account does. */
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

  /** They are around on this device, besides those they are on already. */
  appear({ device, show, status }: Mood): void {
    this.#at(device).send(availablePresence(show, status, "0"));
  }

  /** They are around on this device and on no other. */
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

  /** They take their request back, or look away. */
  withdraw(): void {
    this.#say(this.#toSelf("unsubscribe"));
  }

  /** What the account asked of them is settled, one way or the other. */
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
    // Once: whoever was denied after that has understood.
    this.#hasPleaded = true;
    this.#stage.clock.after(missing, () => this.ask(plea));
  }

  #toSelf(type: Parameters<typeof subscriptionPresence>[0]): Element {
    return subscriptionPresence(type, this.#stage.self, this.#stage.nextId());
  }

  /** From whichever device is at hand; one who is away speaks from one that nobody sees. */
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
