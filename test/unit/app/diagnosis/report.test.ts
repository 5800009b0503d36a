import { afterEach, expect, test } from "vitest";
import { type DiagnosisEvent, diagnosisEventSchema, enders } from "../../../../app/diagnosis/event.ts";
import { reportLine, reportText, technicalNote } from "../../../../app/diagnosis/report.ts";
import { diagnosisSentence } from "../../../../app/diagnosis/event-sentence.ts";
import { noFacts } from "../../../../app/diagnosis/facts.ts";
import { shortAddress } from "../../../../app/diagnosis/short-address.ts";
import { speak } from "../../../../app/words/words.ts";
import { failureFields } from "../../../../main/diagnosis/failure-fields.ts";
import { account } from "../../../support/account-model.ts";
import { everyFailure } from "../../../support/every-failure.ts";

afterEach(() => void speak("en", []));

const nothing = {
  condition: null,
  domain: "example.test",
  host: null,
  port: null,
  iterations: null,
  min: null,
  max: null,
};
const failed = { kind: "connect-failed", code: "connection-refused", ...nothing, stage: "clear" } as const;

test("[C2] an address of one's own is shortened to its first letter, and its domain stays", () => {
  expect(shortAddress("juliet@example.org")).toBe("j…@example.org");
  expect(shortAddress("juliet@example.org/balcony@home")).toBe("j…@example.org");
  expect(shortAddress("😀smile@example.org")).toBe("😀…@example.org");
  expect(shortAddress("j@example.org")).toBe("j…@example.org");
  expect(shortAddress("example.org")).toBe("example.org");
});

test("a line has its time, whose it is, what happened, and the codes", () => {
  speak("de", []);
  const event: DiagnosisEvent = {
    ...failed,
    condition: "ECONNREFUSED",
    host: "xmpp.example.test",
    port: 5222,
  };
  const line = reportLine({ id: 1, at: Date.UTC(2026, 10, 27, 9, 5, 7), account, times: 3, event });
  expect(line).toMatch(
    /^2026-11-27T09:05:07\.000Z j…@example\.test Die Verbindung ist gescheitert\. example\.test .*\. \[/,
  );
  expect(line).toContain(
    "[connect-failed code=connection-refused condition=ECONNREFUSED domain=example.test " +
      "host=xmpp.example.test port=5222 stage=clear times=3]",
  );
});

test("the report begins with the programs and the connection", () => {
  const programs = { kith: "1.2.3", shell: "desktop", system: "Linux 6", runtime: "Node 24" } as const;
  const connections = [{ ...noFacts(account), host: "h", port: 5222, software: "Prosody 0.12" }];
  const text = reportText({ revision: 1, programs, connections, entries: [] });
  expect(text.split("\n").slice(0, 2)).toEqual([
    "Kith 1.2.3 (desktop), Linux 6, Node 24",
    'j…@example.test host=h port=5222 software="Prosody 0.12"',
  ]);
});

test("a code beside a sentence is there once, and not at all where there is none", () => {
  expect(technicalNote({ kind: "resumed" })).toBe("");
  expect(technicalNote({ ...failed, condition: "connection-refused" })).toBe("connection-refused");
  expect(technicalNote({ ...failed, condition: "ECONNREFUSED" })).toBe("connection-refused · ECONNREFUSED");
});

/** Every failure in every kind of entry that has one. */
const failures = diagnosisEventSchema.options
  .filter(({ shape }) => "code" in shape)
  .flatMap(({ shape }) =>
    everyFailure.map((failure) => ({
      ...failureFields(failure),
      domain: "example.test",
      kind: shape.kind.value,
      stage: "clear",
      edit: "ask",
      by: "network",
    })),
  );
const others = [
  ...enders.map((by) => ({ kind: "stream-ended", code: "connection-lost", ...nothing, by })),
  { kind: "mechanisms-offered", mechanisms: [] },
  { kind: "certificate", verdict: "refused", problems: ["expired", "wrong-name"] },
  { kind: "looked-up", domain: "example.test", endpoints: 0 },
  { kind: "list-received", isChanged: false, contacts: 2, isVersioned: true },
];

test.each(["en", "de"] as const)("in %s each failure reads as sentences, without holes", (language) => {
  speak(language, []);
  for (const one of [...failures, ...others]) {
    const sentence = diagnosisSentence(one as DiagnosisEvent);
    expect(sentence).toMatch(/^(\p{Lu}|example\.test|–).*[.]$/su);
    expect(sentence).not.toMatch(/[{}]|undefined|null|diagnosis\./);
  }
});
