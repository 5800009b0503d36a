import { expect, test } from "vitest";
import type { Call } from "../../../../app/contract.ts";
import { readEvery } from "../../../../app/page-ipc.ts";
import { ok } from "../../../../app/result.ts";
import { createIpcBridge } from "../../../../renderer/bridge/ipc-bridge.ts";

test("[X5] the page in a window reports from time to time how much it has read", () => {
  const calls: Call[] = [];
  let say: (text: string) => void = () => undefined;
  createIpcBridge({
    call: async (text) => {
      const call = JSON.parse(text) as Call;
      calls.push(call);
      return JSON.stringify({ kind: "answer", id: call.id, result: ok(null) });
    },
    onMessage: (listener) => (say = listener),
  });
  const patch = JSON.stringify({ kind: "patch", patch: { revision: 1, filler: "x".repeat(99_960) } });
  const each = Math.ceil(readEvery / patch.length);
  for (let times = 0; times < 2 * each + 1; times += 1) say(patch);
  expect(calls.map(({ name, input }) => ({ name, input }))).toEqual(
    [0, 1].map(() => ({ name: "haveRead", input: { characters: each * patch.length } })),
  );
});
