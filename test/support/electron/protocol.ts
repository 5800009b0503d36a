import type * as Electron from "electron/main";
import { app } from "./app.ts";
import { answer, keep } from "./outside.ts";

type Handler = (request: Request) => Response | Promise<Response>;

/** The schemes of the program's own. */
export class Protocol implements Pick<Electron.Protocol, "registerSchemesAsPrivileged"> {
  readonly #schemes = new Set<string>();
  readonly #handlers = new Map<string, Handler>();

  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
    if (app.isReady()) {
      throw new Error("protocol.registerSchemesAsPrivileged should be called before app is ready");
    }
    keep("protocol.registerSchemesAsPrivileged", schemes);
    for (const { scheme } of schemes) this.#schemes.add(scheme);
  }
  handle(scheme: string, handler: Handler): void {
    if (!app.isReady()) throw new Error("protocol.handle can only be called after app is ready");
    // A scheme without privileges has no origin, and no page of ours uses it.
    if (!this.#schemes.has(scheme)) throw new Error(`The scheme ${scheme} has no privileges`);
    if (this.#handlers.has(scheme)) throw new Error(`The scheme is already registered: ${scheme}`);
    this.#handlers.set(scheme, handler);
  }

  async fetch(url: string, method: string) {
    const handler = this.#handlers.get(new URL(url).protocol.slice(0, -1));
    if (handler === undefined) throw new Error(`Nothing handles ${url}`);
    const response = await handler(new Request(url, { method }));
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: new Uint8Array(await response.arrayBuffer()),
    };
  }
}

export const protocol = new Protocol();

answer({ fetch: (url, method) => protocol.fetch(url, method) });
