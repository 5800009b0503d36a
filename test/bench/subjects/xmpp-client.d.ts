/* What the bench uses of @xmpp/client 0.14, which brings no types. */

declare module "@xmpp/client" {
  import type { Element } from "@xmpp/xml";

  export { default as xml } from "@xmpp/xml";

  export interface Client {
    /** Resolves with the full JID once the session is bound. */
    start(): Promise<unknown>;
    stop(): Promise<unknown>;
    on(event: "error", listener: (error: Error) => void): this;
    readonly iqCaller: {
      /** Resolves with the child of the result that has the request's name and namespace. */
      get(child: Element): Promise<Element | undefined>;
      set(child: Element): Promise<Element | undefined>;
    };
    readonly iqCallee: {
      /** A handler that answers true has its IQ answered with an empty result. */
      set(xmlns: string, name: string, handler: (context: { readonly element: Element }) => true): void;
    };
  }

  export function client(options: {
    readonly service: string;
    readonly domain: string;
    readonly username: string;
    readonly password: string;
  }): Client;
}
