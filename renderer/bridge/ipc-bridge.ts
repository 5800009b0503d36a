import { answerSchema, maxCallBytes, type Bridge, type Call, type MenuAct } from "../../app/contract.ts";
import { readEvery, type Preload } from "../../app/page-ipc.ts";
import type { Patch } from "../../app/patch.ts";
import { fail, type Result } from "../../app/result.ts";
import { listen } from "./listen.ts";

/** The bridge over Electron's IPC, which lasts as long as the page. A call that main can no longer answer fails. */
export function createIpcBridge(preload: Preload): Bridge {
  const patchListeners = new Set<(patch: Patch) => void>();
  const menuListeners = new Set<(act: MenuAct) => void>();
  let lastId = 0;
  /** Characters of patches that main sent since we last reported reading them. */
  let read = 0;

  preload.onMessage((text) => {
    read += text.length;
    if (read >= readEvery) {
      void call("haveRead", { characters: read });
      read = 0;
    }
    const message = answerSchema.parse(JSON.parse(text));
    if (message.kind === "patch") {
      const patch = message.patch as unknown as Patch;
      for (const listener of patchListeners) listener(patch);
    } else if (message.kind === "menu") for (const listener of menuListeners) listener(message.act);
  });

  const call = async (name: string, input: unknown): Promise<Result<unknown>> => {
    lastId += 1;
    const text = JSON.stringify({ id: lastId, name, input } satisfies Call);
    // Main would refuse it. Each UTF-16 unit takes at most three bytes.
    if (text.length * 3 > maxCallBytes) return fail("bad-command");
    let answerText: string;
    try {
      answerText = await preload.call(text);
    } catch {
      // Main is gone, and this window is about to close.
      return fail("page-disconnected");
    }
    const answer = answerSchema.parse(JSON.parse(answerText));
    return answer.kind === "answer" ? answer.result : fail("bad-command");
  };

  return {
    call: call as Bridge["call"],
    onPatch: (listener) => listen(patchListeners, listener),
    onMenu: (listener) => listen(menuListeners, listener),
    onConnected: (listener) => {
      listener("up");
      return () => undefined;
    },
  };
}
