import { expect, test } from "vitest";
import { readIterations, startScram } from "../../../../../main/xmpp/connection/scram.ts";

const pencil = { mechanism: "SCRAM-SHA-256", user: "user", password: "pencil" } as const;

test("[T7] [T8] the example of RFC 5802 5, SCRAM-SHA-1", async () => {
  const scram = startScram({ ...pencil, mechanism: "SCRAM-SHA-1", nonce: "fyko+d2lbbFgONRv9qkxdawL" });
  expect(scram.clientFirst).toBe("n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
  expect(await scram.answer("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096")).toBe(
    "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
  );
  expect(scram.isServerGenuine("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=")).toBe(true);
});

test("[T7] [T8] the example of RFC 7677 3, SCRAM-SHA-256", async () => {
  const scram = startScram({ ...pencil, nonce: "rOprNGfwEbeRWgbNEkqO" });
  const nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  expect(await scram.answer(`r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`)).toBe(
    `c=biws,r=${nonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`,
  );
  expect(scram.isServerGenuine("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")).toBe(true);
});

test("[T7] another signature, none, or one before the proof is not genuine", async () => {
  const scram = startScram({ ...pencil, mechanism: "SCRAM-SHA-1", nonce: "fyko+d2lbbFgONRv9qkxdawL" });
  expect(scram.isServerGenuine("v=")).toBe(false);
  await scram.answer("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096");
  for (const final of [
    "",
    "v=",
    "v=AAAA",
    "e=other-error",
    "v=smF9pqV8S7suAoZWja4dJRkFsKQ=",
    "rmF9pqV8S7suAoZWja4dJRkFsKQ=",
  ]) {
    expect(scram.isServerGenuine(final)).toBe(false);
  }
});

test.each([
  "",
  "r=other,s=QSXCR+Q6sek8bf92,i=4096",
  "r=mine,s=QSXCR+Q6sek8bf92,i=4096",
  "r=mine1,i=4096",
  "r=mine1,s=,i=4096",
  "r=mine1,s=QSXCR+Q6sek8bf92",
  "r=mine1,s=QSXCR+Q6sek8bf92,i=0",
  "r=mine1,s=QSXCR+Q6sek8bf92,i=4096.5",
  "r=mine1,s=QSXCR+Q6sek8bf92,i=1e99",
  "m=must,r=mine1,s=QSXCR+Q6sek8bf92,i=4096",
])("[T7] the challenge %j gets no proof", async (challenge) => {
  expect(await startScram({ ...pencil, nonce: "mine" }).answer(challenge)).toBeUndefined();
});

test("a user name with the separators of SCRAM is escaped, and nonces differ", () => {
  expect(startScram({ ...pencil, user: "a=b,c", nonce: "n" }).clientFirst).toBe("n,,n=a=3Db=2Cc,r=n");
  expect(startScram(pencil).clientFirst).not.toBe(startScram(pencil).clientFirst);
});

test("[T22] the proof is tied to the channel: header and bytes are what `c` says", async () => {
  const gs2 = { header: "p=tls-exporter,,", binding: Buffer.from([0, 255, 61]) };
  const scram = startScram({ ...pencil, nonce: "mine", gs2 });
  expect(scram.clientFirst).toBe("p=tls-exporter,,n=user,r=mine");
  const bound = await scram.answer("r=mine1,s=QSXCR+Q6sek8bf92,i=4096");
  const tiedTo = Buffer.concat([Buffer.from(gs2.header), gs2.binding]).toString("base64");
  expect(bound).toContain(`c=${tiedTo},r=mine1,p=`);
  const unbound = await startScram({ ...pencil, nonce: "mine" }).answer("r=mine1,s=QSXCR+Q6sek8bf92,i=4096");
  expect(bound?.split("p=")[1]).not.toBe(unbound?.split("p=")[1]);
});

test.each([
  ["i=4096", 4096],
  ["i=1", 1],
  ["i=10000001", 10_000_001],
  ["i=0", undefined],
  ["i=-4096", undefined],
  ["i=04096", undefined],
  ["i=4096.5", undefined],
  ["i=4e3", undefined],
  ["i=0x2000", undefined],
  ["i= 4096", undefined],
  ["i=99999999999999999999", undefined],
  ["i=", undefined],
  ["s=x", undefined],
])("[T22] the rounds in %j are read as %j", (challenge, rounds) => {
  expect(readIterations(challenge)).toBe(rounds);
});

test("[T22] between 4,096 and 10,000,000 rounds get a proof, others none", async () => {
  const answerTo = (rounds: number) =>
    startScram({ ...pencil, nonce: "mine" }).answer(`r=mine1,s=QSXCR+Q6sek8bf92,i=${rounds}`);
  expect(await answerTo(4_095)).toBeUndefined();
  expect(await answerTo(4_096)).toBeDefined();
  expect(await answerTo(10_000_001)).toBeUndefined();
});
