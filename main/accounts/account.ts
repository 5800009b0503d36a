import type { CheckReason, Note } from "../../app/diagnosis/event.ts";
import { toWire, type Jid } from "../../app/jid.ts";
import type { ListState } from "../../app/patch.ts";
import type { Show } from "../../app/presence.ts";
import { fail, ok, type Failure, type Result } from "../../app/result.ts";
import type { Session } from "../../app/session.ts";
import { after } from "../after.ts";
import { wallClock } from "../clock.ts";
import { failureFields } from "../diagnosis/failure-fields.ts";
import { Edits } from "../edits/edits.ts";
import type { Journal } from "../edits/journal.ts";
import type { Line } from "../edits/line.ts";
import type { QueueOptions } from "../edits/queue.ts";
import { DelimiterSync } from "../roster/delimiter-sync.ts";
import type { AccountModel } from "../roster/model.ts";
import { Subscriptions } from "../roster/subscriptions.ts";
import { RosterSync } from "../roster/sync.ts";
import { connect } from "../xmpp/connection/connect.ts";
import type { Element } from "../xmpp/connection/element.ts";
import type { ConnectOptions, Stream } from "../xmpp/connection/stream.ts";
import { readSoftwareVersion, softwareVersionGet } from "../xmpp/software-version.ts";
import type { StrayMessage } from "../xmpp/message.ts";
import { pingGet } from "../xmpp/ping.ts";
import { availablePresence, unavailablePresence } from "../xmpp/presence.ts";
import { askForHeldRequests, beginMoment } from "./ejabberd-requests.ts";
import { receiver } from "./incoming.ts";
import { SessionDriver } from "./session-driver.ts";
import type { AccountSettings } from "./settings.ts";
import type { Surroundings } from "./surroundings.ts";

/** How long after a failed request for the list it is requested again, in milliseconds. */
const listPause = 60_000;

export interface AccountOptions {
  readonly model: AccountModel;
  readonly jid: Jid;
  readonly settings: AccountSettings;
  /** Whether the account is on disk: then failures are retried. */
  readonly wasOnline: boolean;
  /** The version of the cached contacts in the model. */
  readonly ver: string | undefined;
  /** The edits of the last run, and the journal for new ones. */
  readonly journal: {
    readonly lines: readonly Line[];
    readonly open: (current: () => Line[]) => Journal;
  };
  readonly surroundings: Surroundings;
  readonly hooks: AccountHooks;
}

export interface AccountHooks {
  /** Settings changed, or the account has come online for the first time. */
  readonly onSettings: () => void;
  /** Contacts or their version changed. */
  readonly onList: () => void;
  readonly onStray: (message: StrayMessage) => void;
  /** The server accepted a typed password. The person wants it stored or not, or was not asked (null). */
  readonly onPasswordProved: (password: string, isToBeKept: boolean | null) => void;
  /** The server no longer accepts the password that it accepted before. */
  readonly onPasswordWrong: () => void;
  readonly note: Note;
}

/** One running account: its session, its list, its edits, its requests. */
export class Account {
  readonly model: AccountModel;
  readonly jid: Jid;
  readonly edits: Edits;
  readonly subscriptions: Subscriptions;
  readonly #sync: RosterSync;
  readonly #delimiter: DelimiterSync;
  readonly #receive: (stanza: Element, stream: Stream) => boolean;
  readonly #driver: SessionDriver;
  readonly #surroundings: Surroundings;
  readonly #hooks: AccountHooks;
  #settings: AccountSettings;
  #wasOnline: boolean;
  #password: string | undefined;
  /** A typed password that the server has not accepted yet, and whether the person wants it stored. */
  #unproved: { readonly isToBeKept: boolean | null } | undefined;
  /** Our last presence on this stream, or on the one it resumed; undefined before the first. */
  #announced: AccountSettings["own"] | undefined;

  constructor(options: AccountOptions) {
    const { model, jid, hooks } = options;
    this.model = model;
    this.jid = jid;
    this.#settings = options.settings;
    this.#wasOnline = options.wasOnline;
    this.#surroundings = options.surroundings;
    this.#hooks = hooks;
    const { note } = hooks;
    this.subscriptions = new Subscriptions(model, note);
    const { lines, open } = options.journal;
    const ask: QueueOptions["ask"] = async (stream, contact, message) => {
      const asked = await this.subscriptions.act(stream, contact, "ask", message);
      if (!asked.ok) return asked;
      // Presence has no answer. A ping after it is answered once the server has read both.
      return stream.request(pingGet());
    };
    const accept: QueueOptions["accept"] = (...accepted) => {
      this.#sync.accept(...accepted);
    };
    this.edits = new Edits(
      model,
      lines,
      open,
      { ask, accept, note },
      (options.surroundings.makeClock ?? wallClock)(),
    );
    this.#sync = new RosterSync(model, options.ver, {
      note,
      onChange: hooks.onList,
      onPush: (before, push) => {
        if (push.kind === "update") this.subscriptions.handlePush(before, push.contact);
        this.edits.handlePush(push.kind === "update" ? push.contact.bareJid : push.bareJid);
      },
    });
    this.#delimiter = new DelimiterSync(model, (delimiter) => this.#changeSettings({ delimiter }));
    this.#receive = receiver({
      model,
      sync: this.#sync,
      subscriptions: this.subscriptions,
      languages: options.surroundings.languages,
      onStray: hooks.onStray,
    });
    this.#driver = new SessionDriver({
      connect: options.surroundings.connect ?? connect,
      options: () => this.#connectOptions(),
      wasOnline: () => this.#wasOnline,
      onSession: (session) => {
        model.setFact("session", session);
      },
      onPasswordRefused: () => {
        // A wrong typed password says nothing about the saved one.
        if (this.#unproved === undefined) hooks.onPasswordWrong();
      },
      onStream: (stream) => {
        this.#handleStream(stream);
      },
      onStreamLost: () => {
        this.edits.suspend();
      },
      note,
    });
  }

  get settings(): AccountSettings {
    return this.#settings;
  }

  /** Whether it has been online here at least once. */
  get isKept(): boolean {
    return this.#wasOnline;
  }

  get ver(): string | undefined {
    return this.#sync.ver;
  }

  get stream(): Stream | undefined {
    return this.#driver.stream;
  }

  /** Connects with these settings. Resolves when the account is online or the attempt has failed. */
  async signIn(
    password: string,
    server: AccountSettings["server"],
    staySignedIn: boolean | null = null,
  ): Promise<Result<null>> {
    this.#password = password;
    this.#unproved = { isToBeKept: staySignedIn };
    this.#settings = { ...this.#settings, server };
    this.model.setFact("server", server);
    return this.#driver.connect(true);
  }

  /**
   * Signs in with a stored password, which may take a while to arrive; null if it is not available. Does nothing if the
   * person acts meanwhile.
   */
  async signInByItself(recall: () => Promise<string | null>): Promise<void> {
    const connecting: Session = { state: "connecting" };
    this.model.setFact("session", connecting);
    const password = await recall();
    if (this.model.facts.session !== connecting) return;
    if (password === null) {
      const why: Failure = { code: "password-unreadable", values: {} };
      this.#hooks.note({ kind: "connect-failed", ...failureFields(why), stage: "clear" });
      this.model.setFact("session", { state: "refused", why, certificate: null });
      return;
    }
    this.#password = password;
    await this.#driver.connect();
  }

  /**
   * Trusts the last certificate, only for this account, and tries again at once, even if an attempt is in
   * progress or scheduled: that attempt does not trust it yet.
   */
  async trust(fingerprint: string): Promise<Result<null>> {
    if (this.#driver.question?.fingerprint !== fingerprint) return fail("bad-command");
    this.#changeSettings({ trust: { ...this.#settings.trust, fingerprint } });
    return this.#driver.connect(this.#waitsForPerson);
  }

  /**
   * The person consents: this account's server, which offered SCRAM before, gets the password itself until SCRAM succeeds
   * again (RULE T8). Tries again at once.
   */
  async allowPlain(): Promise<Result<null>> {
    const { session } = this.model.facts;
    const isAsked = session.state === "refused" && session.why.code === "mechanism-downgraded";
    if (!isAsked) return fail("bad-command");
    this.#changeSettings({ trust: { ...this.#settings.trust, isPlainAllowed: true } });
    return this.#driver.connect(true);
  }

  /** Signs in with what was typed for another address, which the server signs in as this account (RULE T26). */
  signInFor(typed: Account): Promise<Result<null>> {
    if (typed.#password === undefined) return Promise.resolve(fail("password-needed"));
    return this.signIn(typed.#password, typed.#settings.server, typed.#unproved?.isToBeKept ?? null);
  }

  /** Skips the wait, or retries after a refusal. Resolves when the attempt has ended. */
  async tryNow(): Promise<Result<null>> {
    const { state } = this.model.facts.session;
    const isWaiting = state === "reconnecting" || state === "refused" || state === "offline";
    return isWaiting ? this.#driver.connect(this.#waitsForPerson) : ok(null);
  }

  /** Whether the session waits for the person instead of retrying. */
  get #waitsForPerson(): boolean {
    return this.model.facts.session.state === "refused";
  }

  /** The machine woke, or its network changed: tests the connection now. */
  checkConnection(reason: CheckReason): void {
    this.#driver.check(reason);
  }

  async setStatus(show: Show | "offline", status: string): Promise<void> {
    if (show === "offline") {
      this.#changeSettings({ own: { ...this.#settings.own, status } });
      await this.#driver.end("offline", farewell);
      return;
    }
    this.#changeSettings({ own: { show, status } });
    const { stream } = this;
    if (stream !== undefined && this.#announced !== undefined) await this.#announce(stream);
    else if (this.model.facts.session.state === "offline") void this.#driver.connect();
  }

  /** Ends the session, within two seconds. */
  async end(): Promise<void> {
    this.#password = undefined;
    await this.#driver.end("signed-out", farewell);
  }

  #connectOptions(): Omit<ConnectOptions, "resume" | "signal"> | undefined {
    if (this.#password === undefined) return undefined;
    return {
      local: this.jid.local,
      domain: this.jid.domain,
      password: this.#password,
      endpoint: this.#settings.server,
      user: this.#settings.user,
      trust: this.#settings.trust,
      // RULE T22: stored now, because the attempt may still fail.
      // The rest only the person decides, perhaps while the attempt was in progress.
      onTrust: ({ hasOfferedScram }) =>
        this.#changeSettings({ trust: { ...this.#settings.trust, hasOfferedScram } }),
      extraAuthorities: this.#surroundings.extraAuthorities ?? [],
    };
  }

  #changeSettings(change: Partial<AccountSettings>): void {
    this.#settings = { ...this.#settings, ...change };
    if (change.own !== undefined) this.model.setFact("own", { address: toWire(this.jid), ...change.own });
    this.#hooks.onSettings();
  }

  #handleStream(stream: Stream): void {
    this.#wasOnline = true;
    this.#changeSettings({ trust: stream.trust });
    if (this.#unproved !== undefined && this.#password !== undefined) {
      this.#hooks.onPasswordProved(this.#password, this.#unproved.isToBeKept);
      this.#unproved = undefined;
    }
    if (stream.isResumed && this.#announced !== undefined) {
      void this.#goOn(stream);
    } else {
      this.#announced = undefined;
      this.model.clearPresence();
      this.subscriptions.forgetUnreachable();
      this.edits.startFresh();
      // Before any stanza is handled: a push of this stream must not give its version to the last stream's list.
      void this.#introduce(stream);
    }
    stream.onStanza = (stanza) => this.#receive(stanza, stream);
  }

  /** RFC 6121 2.2: the roster is requested before presence is sent, so that no push is missed in between. */
  async #introduce(stream: Stream): Promise<void> {
    const lookForRequests = askForHeldRequests(stream, this.model.account);
    const list = this.#sync.get(stream);
    void this.#delimiter.get(stream);
    await list;
    this.subscriptions.handleList();
    const bringsRequests = await lookForRequests();
    if (this.stream !== stream) return;
    if (bringsRequests) beginMoment(stream, this.#settings.own);
    await this.#announce(stream);
    await this.#resumeEdits(stream);
    await this.#askForSoftware(stream);
  }

  /** For the diagnosis alone, and so after everything else: a server that does not answer delays nothing. */
  async #askForSoftware(stream: Stream): Promise<void> {
    if (this.stream !== stream) return;
    const reply = await stream.request(softwareVersionGet(this.jid.domain));
    const software = reply.ok ? readSoftwareVersion(reply.value) : undefined;
    if (software !== undefined) this.#hooks.note({ kind: "server-software", ...software });
  }

  /** A resumed stream (XEP-0198): roster and presence are valid, nothing is requested again, and only our own changes are sent. */
  async #goOn(stream: Stream): Promise<void> {
    const { show, status } = this.#settings.own;
    if (show !== this.#announced?.show || status !== this.#announced.status) await this.#announce(stream);
    void this.#delimiter.resume(stream);
    // RULE R22: after a round trip we have read what others changed while the stream was lost.
    if (await stream.freshen()) await this.#resumeEdits(stream);
  }

  async #announce(stream: Stream): Promise<void> {
    this.#announced = this.#settings.own;
    await stream.send(availablePresence(this.#announced.show, this.#announced.status));
  }

  /** RULE R3: without a fresh list our copy may be old, and an item computed from it may lack another device's groups. */
  async #resumeEdits(stream: Stream): Promise<void> {
    for (let list = this.model.facts.list; !isKnown(list); list = this.model.facts.list) {
      if (list.state === "unavailable") await after(listPause);
      if (this.stream !== stream) return;
      await this.#sync.get(stream);
      this.subscriptions.handleList();
    }
    if (this.stream === stream) this.edits.resume(stream);
  }
}

async function farewell(stream: Stream): Promise<void> {
  await stream.send(unavailablePresence());
}

/** If the server has no list, an edited contact is added to it. */
function isKnown(list: ListState): boolean {
  return list.state === "confirmed" || list.state === "missing";
}
