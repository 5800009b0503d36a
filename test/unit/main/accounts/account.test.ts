import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { DiagnosisEvent } from "../../../../app/diagnosis/event.ts";
import { parseJid } from "../../../../app/jid.ts";
import { ok } from "../../../../app/result.ts";
import { Account } from "../../../../main/accounts/account.ts";
import { intentToEdit } from "../../../../main/edits/intents.ts";
import { account, contact, createModel, romeo } from "../../../support/account-model.ts";
import { foreignCertificate } from "../../../support/certificate-question.ts";
import { FakeStream, settled } from "../../../support/fake-stream.ts";
import { untrusted } from "../../../../main/xmpp/connection/failures.ts";
import { noJournal } from "../../../support/lined-up.ts";
import { scriptedConnect } from "../../../support/scripted-connect.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const list = (ver: string, items = `<item jid="${romeo}" name="Romeo"/>`) =>
  `<iq type="result" id="x"><query xmlns="jabber:iq:roster" ver="${ver}">${items}</query></iq>`;
const push = (ver: string, item: string) =>
  `<iq type="set" id="p${ver}"><query xmlns="jabber:iq:roster" ver="${ver}">${item}</query></iq>`;
const plain = `<iq type="result" id="x"/>`;
const token = { kind: "xep-0198" } as const;

/** An account of the last time whose first attempt is under way. */
async function start() {
  const { model } = createModel();
  const events: DiagnosisEvent[] = [];
  model.setFact("session", { state: "signed-out" });
  model.putContact(contact(romeo, { name: "Romeo" }));
  const jid = parseJid(account);
  if (!jid.ok) throw new Error(jid.failure.code);
  const network = scriptedConnect();
  const one = new Account({
    model,
    jid: jid.value,
    settings: {
      address: account,
      server: null,
      trust: { fingerprint: null, hasOfferedScram: true },
      own: { show: "available", status: "" },
    },
    wasOnline: true,
    ver: "1",
    journal: noJournal,
    surroundings: { languages: ["en"], connect: network.connect },
    hooks: {
      onSettings: () => undefined,
      onList: () => undefined,
      onStray: () => undefined,
      onPasswordProved: () => undefined,
      onPasswordWrong: () => undefined,
      note: (event) => events.push(event),
    },
  });
  void one.signIn("secret", null, false);
  await settled();
  /** The latest attempt succeeds. */
  const open = async (stream: FakeStream) => {
    await network.attempts.at(-1)?.succeed(stream);
    return stream;
  };
  return { model, one, network, events, open };
}

const about = (stream: FakeStream, xmlns: string) =>
  stream.open.find(({ iq }) => iq.getChild("query")?.attrs["xmlns"] === xmlns);

/** Answers what a fresh stream asks: what the account can do, how groups are nested, and the list. */
async function welcome(stream: FakeStream, answer = list("1")): Promise<FakeStream> {
  await about(stream, "jabber:iq:private")?.answer(plain);
  await about(stream, "jabber:iq:roster")?.answer(answer);
  await stream.next.answer(plain);
  return stream;
}

const presences = (stream: FakeStream) => stream.sentXml.filter((stanza) => stanza.startsWith("<presence"));
const askedFor = (stream: FakeStream, xmlns: string) =>
  stream.sent.filter((stanza) => stanza.getChild("query")?.attrs["xmlns"] === xmlns).length;

/** The network fails, the wait is over, and the stream goes on. */
async function resume({ open }: Awaited<ReturnType<typeof start>>, stream: FakeStream): Promise<FakeStream> {
  stream.fail("connection-lost", token);
  await settled();
  await vi.advanceTimersByTimeAsync(60_000);
  return open(new FakeStream({ isResumed: true }));
}

describe("a resumed stream", () => {
  test("[R1] [T13] that was lost before the list arrived requests it, and then sends presence", async () => {
    const ground = await start();
    const lost = await ground.open(new FakeStream());
    expect(askedFor(lost, "jabber:iq:roster")).toBe(1);
    const stream = await resume(ground, lost);
    expect(presences(stream)).toEqual([]);
    await welcome(stream);
    expect(ground.model.facts.list.state).toBe("confirmed");
    expect(presences(stream)).toEqual(["<presence><priority>-1</priority></presence>"]);
  });

  test("[T13] requests nothing again, and repeats no presence", async () => {
    const ground = await start();
    const stream = await resume(ground, await welcome(await ground.open(new FakeStream())));
    expect(askedFor(stream, "jabber:iq:roster")).toBe(0);
    expect(presences(stream)).toEqual([]);
  });

  test("[F10] that was lost before the delimiter arrived requests it again, once", async () => {
    const ground = await start();
    const lost = await ground.open(new FakeStream());
    await about(lost, "jabber:iq:roster")?.answer(list("1"));
    await lost.next.answer(plain);
    expect(presences(lost)).toHaveLength(1);
    const stream = await resume(ground, lost);
    expect(askedFor(stream, "jabber:iq:roster")).toBe(0);
    const reply = `<query xmlns="jabber:iq:private"><roster xmlns="roster:delimiter">::</roster></query>`;
    await about(stream, "jabber:iq:private")?.answer(`<iq type="result" id="x">${reply}</iq>`);
    expect(ground.model.facts.delimiter).toBe("::");
    expect(askedFor(await resume(ground, stream), "jabber:iq:private")).toBe(0);
  });

  test("[T13] sends the status that was chosen while there was no stream", async () => {
    const ground = await start();
    const lost = await welcome(await ground.open(new FakeStream()));
    lost.fail("connection-lost", token);
    await ground.one.setStatus("away", "Reading");
    await vi.advanceTimersByTimeAsync(60_000);
    const stream = await ground.open(new FakeStream({ isResumed: true }));
    expect(presences(stream)).toEqual([
      "<presence><show>away</show><status>Reading</status><priority>-1</priority></presence>",
    ]);
  });

  test("[R3] sends no change before it has read what others changed meanwhile", async () => {
    const ground = await start();
    const lost = await welcome(await ground.open(new FakeStream()));
    lost.fail("connection-lost", token);
    await ground.one.edits.take(() =>
      ok(intentToEdit(ground.model, [romeo], [{ do: "rename", name: "R" }], null)),
    );
    await vi.advanceTimersByTimeAsync(60_000);
    const stream = await ground.open(new FakeStream({ isResumed: true }));
    expect(askedFor(stream, "jabber:iq:roster")).toBe(0);
    stream.deliver(push("2", `<item jid="${romeo}" subscription="remove"/>`));
    await stream.next.answer(plain);
    expect(askedFor(stream, "jabber:iq:roster")).toBe(0);
    expect([...ground.model.edits.values()]).toMatchObject([
      { state: "refused", why: { code: "contact-gone" } },
    ]);
  });
});

describe("a fresh stream", () => {
  test("[P1] a status chosen while the list arrives is the one that is sent", async () => {
    const ground = await start();
    const stream = await ground.open(new FakeStream());
    await ground.one.setStatus("away", "Reading");
    expect(presences(stream)).toEqual([]);
    const [info, roster] = stream.open;
    await roster?.answer(list("1"));
    await ground.one.setStatus("dnd", "");
    await info?.answer(plain);
    expect(presences(stream)).toEqual(["<presence><show>dnd</show><priority>-1</priority></presence>"]);
  });

  test("of requests it answers a ping and a push, and leaves any other to the stream", async () => {
    const ground = await start();
    const stream = await welcome(await ground.open(new FakeStream()));
    const before = stream.sent.length;
    const others = [
      `<iq type="set" id="1" from="a@b.example"><ping xmlns="urn:xmpp:ping"/></iq>`,
      `<iq type="get" id="2" from="a@b.example"><ping/></iq>`,
      `<iq type="get" id="3" from="a@b.example"><query xmlns="jabber:iq:version"/></iq>`,
      `<iq type="get" id="4" from="a@b.example"/>`,
    ];
    for (const other of others) expect(stream.deliver(other)).toBe(false);
    expect(stream.sent).toHaveLength(before);
    const ping = `<iq type="get" id="5" from="a@b.example"><ping xmlns="urn:xmpp:ping"/></iq>`;
    expect(stream.deliver(ping)).toBe(true);
    expect(stream.deliver(push("6", `<item jid="${romeo}"/>`))).toBe(true);
    expect(stream.sent.slice(before).map(String)).toEqual([
      `<iq type="result" id="5" to="a@b.example"/>`,
      `<iq type="result" id="p6"/>`,
    ]);
  });

  test("[P0] the moment at priority 0 always ends", async () => {
    const ground = await start();
    const stream = await ground.open(new FakeStream());
    const [info, roster, delimiter] = stream.open;
    await delimiter?.answer(plain);
    await roster?.answer(list("1"));
    await info?.answer(
      `<iq type="result" id="x"><query xmlns="http://jabber.org/protocol/disco#info"><feature var="http://jabber.org/protocol/offline"/></query></iq>`,
    );
    const sent: string[] = [];
    vi.spyOn(stream, "send").mockImplementation((stanza) => {
      sent.push(stanza.getChildText("priority") ?? "");
      return new Promise(() => undefined);
    });
    await stream.next.answer(plain);
    expect(sent).toEqual(["0", "-1"]);
  });

  test("[R9] [R11] a push before the request for the list gives no version to an older list", async () => {
    const ground = await start();
    const lost = await welcome(await ground.open(new FakeStream()));
    lost.fail("connection-lost");
    await vi.advanceTimersByTimeAsync(60_000);
    const stream = new FakeStream();
    const early = push("9", `<item jid="${romeo}" name="R"/>`);
    // As a real stream does with what came before anybody listened.
    let listener = stream.onStanza;
    Object.defineProperty(stream, "onStanza", {
      get: () => listener,
      set: (next: typeof listener) => {
        listener = next;
        stream.deliver(early);
      },
    });
    await ground.open(stream);
    const roster = about(stream, "jabber:iq:roster");
    expect(roster?.iq.getChild("query")?.attrs["ver"]).toBe("1");
  });

  test("[R12] [R3] a change waits without a fresh list: an old copy may lack others' groups", async () => {
    const ground = await start();
    const stream = await ground.open(new FakeStream());
    await ground.one.edits.take(() =>
      ok(intentToEdit(ground.model, [romeo], [{ do: "rename", name: "R" }], null)),
    );
    const [info, roster, delimiter] = stream.open;
    await delimiter?.answer(plain);
    await roster?.refuse("internal-server-error");
    await info?.answer(plain);
    expect(presences(stream)).toHaveLength(1);
    expect([...ground.model.edits.values()]).toMatchObject([{ state: "waiting" }]);
    await vi.advanceTimersByTimeAsync(60_000);
    await stream.next.answer(list("2", `<item jid="${romeo}" name="Romeo"><group>Theirs</group></item>`));
    expect(stream.sentXml.join("")).toContain(`<item jid="${romeo}" name="R"><group>Theirs</group></item>`);
  });

  test("[R11] after going offline and back, a late error for the list on the old stream does no harm", async () => {
    const ground = await start();
    const slow = await ground.open(new FakeStream());
    let close: () => void = () => undefined;
    const end = slow.close;
    vi.spyOn(slow, "close").mockImplementation(async () => {
      await new Promise<void>((resolve) => (close = resolve));
      await end();
    });
    const leaving = ground.one.setStatus("offline", "");
    await settled();
    await ground.one.setStatus("available", "");
    const stream = await ground.open(new FakeStream());
    close();
    await leaving;
    stream.deliver(push("2", `<item jid="${romeo}" name="R"/>`));
    await welcome(stream);
    expect(ground.model.contacts.get(romeo)?.name).toBe("R");
    expect(presences(stream)).toHaveLength(1);
    expect(ground.one.ver).toBe("2");
  });
});

describe("a certificate that is not trusted", () => {
  const question = foreignCertificate;
  const distrust = untrusted(question);
  const { fingerprint } = question;

  test("[T21] can be trusted during the next attempt, which then starts again with it", async () => {
    const { model, one, network, open } = await start();
    await network.attempts[0]?.fail(distrust);
    expect(model.facts.session.state).toBe("refused");
    const signingIn = one.signIn("secret", null, false);
    expect(model.facts.session.state).toBe("connecting");
    const trusting = one.trust(fingerprint);
    expect(network.attempts[1]?.options.signal.aborted).toBe(true);
    expect(network.attempts[2]?.options.trust.fingerprint).toBe(fingerprint);
    await network.attempts[1]?.fail(distrust);
    expect(await signingIn).toMatchObject({ ok: false, failure: { code: "sign-in-cancelled" } });
    expect(model.facts.session.state).toBe("connecting");
    await open(new FakeStream());
    expect(await trusting).toMatchObject({ ok: true });
    expect(model.facts.session.state).toBe("online");
  });

  test("[T21] can be trusted during a wait, which then ends", async () => {
    const { model, one, network, open } = await start();
    const stream = await open(new FakeStream());
    stream.fail("connection-lost");
    await vi.advanceTimersByTimeAsync(1_000);
    await network.attempts[1]?.fail(distrust);
    expect(model.facts.session).toMatchObject({ state: "reconnecting", certificate: question });
    void one.trust(fingerprint);
    expect(network.attempts[2]?.options.trust.fingerprint).toBe(fingerprint);
  });

  test("[T10] only the certificate in question is trusted, and none once the person has left", async () => {
    const { one, network } = await start();
    await network.attempts[0]?.fail(distrust);
    expect(await one.trust("CC:DD")).toMatchObject({ ok: false, failure: { code: "bad-command" } });
    await one.setStatus("offline", "");
    expect(await one.trust(fingerprint)).toMatchObject({ ok: false, failure: { code: "bad-command" } });
    expect(one.settings.trust.fingerprint).toBeNull();
    expect(network.attempts).toHaveLength(1);
  });
});
