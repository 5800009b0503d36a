import { readdir } from "node:fs/promises";
import { afterEach, expect, test } from "vitest";
import type { Diagnosis } from "../../app/diagnosis/diagnosis.ts";
import { reportLine, reportText } from "../../app/diagnosis/report.ts";
import { plainClient } from "../servers/plain-client.ts";
import { kithClient, type KithClient } from "../support/kith-client.ts";
import { onEveryServer } from "./on-every-server.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function diagnosisOf(kith: KithClient): Promise<Diagnosis> {
  const answer = await kith.call("diagnosis", { after: null });
  if (!answer.ok || answer.value === null) throw new Error("There is no log");
  return answer.value;
}

/** The log as soon as something of this kind is in it. */
async function logged(kith: KithClient, kind: string): Promise<Diagnosis> {
  for (;;) {
    const diagnosis = await diagnosisOf(kith);
    if (diagnosis.entries.some(({ event }) => event.kind === kind)) return diagnosis;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

onEveryServer("diagnosis", ({ server, newAccount }) => {
  test("[C1] [C2] [C5] a whole session can be followed in the report, and nothing of its content is in it", async () => {
    const [user, friend, stranger] = [
      await newAccount("juliet"),
      await newAccount("romeo"),
      await newAccount(),
    ];
    const printed: string[] = [];
    const kith = await kithClient(server(), user, undefined, {
      onDiagnosis: (entry) => printed.push(reportLine(entry)),
    });
    cleanups.push(kith.close);
    const { account } = kith;
    const them = `${friend}@${server().domain}`;

    expect(await kith.signIn("wrong horse")).toMatchObject({ ok: false });
    expect(await kith.signIn("secret")).toMatchObject({ ok: true });
    await kith.until(({ session, list }) => session.state === "online" && list.state === "confirmed");
    const other = await plainClient(server(), stranger, "secret");
    cleanups.push(other.close);
    await other.appear();

    const add = {
      name: "Montague heir",
      groups: ["Verona balcony"],
      message: "Please let me see you",
      ask: true,
    };
    await kith.call("addContact", { account, address: them, ...add });
    await kith.until(({ contacts, edits }) => contacts.length === 1 && edits.length === 0);
    const deltas = [{ do: "rename" as const, name: "Nightingale" }];
    await kith.call("editContact", { account, contact: them, deltas });
    await kith.call("setStatus", { account, show: "away", status: "In the orchard" });
    await other.send(
      `<presence to="${account}" type="subscribe"><status>Wherefore art thou</status></presence>`,
    );
    await kith.until(({ requests }) => requests.length === 1);
    const full = [...(await kith.state()).requests].map(({ address }) => address);
    await kith.until(({ contacts, edits }) => contacts[0]?.name === "Nightingale" && edits.length === 0);
    await kith.call("answerRequest", { account, contact: `${stranger}@${server().domain}`, answer: "deny" });
    const { entries } = await logged(kith, server().kind === "demo" ? "list-received" : "server-software");
    await kith.call("signOut", { account });

    expect(new Set(entries.map(({ event }) => event.kind))).toEqual(
      new Set([
        "connecting",
        "trying",
        "encrypted",
        "certificate",
        "mechanisms-offered",
        "signing-in",
        "mechanism-refused",
        "connect-failed",
        "signed-in",
        "bound",
        "list-requested",
        "list-received",
        ...(server().kind === "demo" ? [] : ["server-software"]),
      ]),
    );
    const diagnosis = await diagnosisOf(kith);
    expect(diagnosis.entries.at(-1)?.event.kind).toBe("signed-out");
    expect(diagnosis.connections[0]).toMatchObject({
      account,
      host: "127.0.0.1",
      port: server().starttlsPort,
      security: "starttls",
      tls: "TLSv1.3",
      mechanism: expect.stringMatching(/^SCRAM-/) as unknown,
    });

    const report = reportText(diagnosis);
    expect(report).toContain(`j…@${server().domain}`);
    expect(printed.every((line) => report.includes(line))).toBe(true);
    const content = [
      "wrong horse",
      "secret",
      ...["Montague", "Verona", "Please", "Nightingale", "orchard", "Wherefore"],
      ...[them, friend, stranger, ...full, account, user],
    ];
    const log = JSON.stringify({ ...diagnosis, connections: [], entries: bare(diagnosis) });
    for (const one of content) {
      expect(report).not.toContain(one);
      expect(log).not.toContain(one);
    }
    // Salts, nonces, proofs, tokens and keys are runs of base64 or hex.
    expect(report).not.toMatch(/[A-Za-z0-9+/]{24,}/);
  });

  test("[C4] how the connection last failed can be reported after a restart, until the person signs out", async () => {
    const user = await newAccount();
    const first = await kithClient(server(), user);
    await first.signIn();
    await first.until(({ list }) => list.state === "confirmed");
    await first.call("setStatus", { account: first.account, show: "offline", status: "" });
    expect(await first.signIn("wrong horse")).toMatchObject({ ok: false });

    const second = await first.restart();
    const { entries } = await diagnosisOf(second);
    expect(entries).toMatchObject([
      { account: first.account, event: { kind: "connect-failed", code: "not-authorized" } },
    ]);
    expect(await failureFiles(second)).toHaveLength(1);
    await second.call("signOut", { account: first.account });
    expect(await failureFiles(second)).toEqual([]);

    const third = await second.restart();
    cleanups.push(third.close);
    expect((await diagnosisOf(third)).entries).toEqual([]);
  });
});

async function failureFiles({ profile }: KithClient): Promise<string[]> {
  return (await readdir(profile)).filter((name) => name.startsWith("failure-"));
}

/** The entries without their account, because its own address is there on purpose. */
function bare({ entries }: Diagnosis): unknown[] {
  return entries.map(({ event, times }) => ({ event, times }));
}
