import { cloned } from "./cloned.ts";
import type { Sender } from "./seam.ts";
import type { WebContents } from "./web-contents.ts";
import type { WebFrameMain } from "./web-frame.ts";

/** What a handler is told of a call. */
export interface IpcMainInvokeEvent {
  readonly type: "frame";
  readonly processId: number;
  readonly frameId: number;
  readonly sender: WebContents;
  readonly senderFrame: WebFrameMain | null;
}

type Handler = (event: IpcMainInvokeEvent, ...input: unknown[]) => unknown;

/** Main's end of the calls that a page makes. */
export class IpcMain {
  readonly #handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    }
    this.#handlers.set(channel, handler);
  }

  /** A call of the page. Of an error only its name and message cross. */
  async invoke(
    sender: WebContents,
    from: Sender | null,
    channel: string,
    input: readonly unknown[],
  ): Promise<unknown> {
    try {
      const handler = this.#handlers.get(channel);
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
      const senderFrame = sender.frameOf(from);
      return cloned(
        await handler({ type: "frame", processId: 1, frameId: 1, sender, senderFrame }, ...input),
      );
    } catch (error) {
      throw new Error(`Error invoking remote method '${channel}': ${String(error)}`, { cause: error });
    }
  }
}

export const ipcMain = new IpcMain();
