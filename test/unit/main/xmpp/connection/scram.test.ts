import { expect, test } from "vitest";
import { startScram } from "../../../../../main/xmpp/connection/scram.ts";

test("[T7] [T8] the example of RFC 5802 5, SCRAM-SHA-1", async () => {
  const scram = startScram("SCRAM-SHA-1", "user", "pencil", "fyko+d2lbbFgONRv9qkxdawL");
  expect(scram.clientFirst).toBe("n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
  expect(await scram.answer("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096")).toBe(
    "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
  );
  expect(scram.isServerGenuine("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=")).toBe(true);
});

test("[T7] [T8] the example of RFC 7677 3, SCRAM-SHA-256", async () => {
  const scram = startScram("SCRAM-SHA-256", "user", "pencil", "rOprNGfwEbeRWgbNEkqO");
  const nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  expect(await scram.answer(`r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`)).toBe(
    `c=biws,r=${nonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`,
  );
  expect(scram.isServerGenuine("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")).toBe(true);
});

test("[T7] another signature, none, or one before the proof is not genuine", async () => {
  const scram = startScram("SCRAM-SHA-1", "user", "pencil", "fyko+d2lbbFgONRv9qkxdawL");
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
  expect(await startScram("SCRAM-SHA-256", "user", "pencil", "mine").answer(challenge)).toBeUndefined();
});

test("a user name with the separators of SCRAM is escaped, and nonces differ", () => {
  expect(startScram("SCRAM-SHA-1", "a=b,c", "x", "n").clientFirst).toBe("n,,n=a=3Db=2Cc,r=n");
  expect(startScram("SCRAM-SHA-1", "a", "x").clientFirst).not.toBe(
    startScram("SCRAM-SHA-1", "a", "x").clientFirst,
  );
});
