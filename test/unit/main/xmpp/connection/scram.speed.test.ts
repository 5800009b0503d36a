import { expect, test } from "vitest";
import { startScram } from "../../../../../main/xmpp/connection/scram.ts";

test("[T9] the password is derived by the runtime and off the main thread", async () => {
  let longestPause = 0;
  let last = performance.now();
  const ticker = setInterval(() => {
    longestPause = Math.max(longestPause, performance.now() - last);
    last = performance.now();
  }, 5);
  const start = performance.now();
  try {
    await startScram({ mechanism: "SCRAM-SHA-256", user: "user", password: "pencil", nonce: "n" }).answer(
      "r=nn,s=QSXCR+Q6sek8bf92,i=1000000",
    );
  } finally {
    clearInterval(ticker);
  }
  const took = performance.now() - start;
  expect(longestPause).toBeLessThan(took / 2);
  expect(took).toBeLessThan(3000); // in JavaScript this takes half a minute
});
