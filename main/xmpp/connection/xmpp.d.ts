/* What Kith uses of @xmpp/* 0.14, declared once: the published types are older than the code. */

declare module "@xmpp/xml" {
  type Child = Element | string;
  type Attributes = Record<string, string | undefined>;

  export class Element {
    constructor(name: string, attrs?: Attributes);
    name: string;
    attrs: Attributes;
    children: Child[];
    parent: Element | null;
    getChild(name: string, xmlns?: string): Element | undefined;
    getChildren(name: string, xmlns?: string): Element[];
    getChildElements(): Element[];
    getChildText(name: string, xmlns?: string): string | null;
    getText(): string;
    getNS(): string | undefined;
    is(name: string, xmlns?: string): boolean;
    toString(): string;
  }

  /** Emits `start` (the stream header), `element` (each child of it), `end` and `error`; may throw on malformed input. */
  export class Parser {
    on(event: "start" | "element" | "end", listener: (element: Element) => void): this;
    on(event: "error", listener: (error: Error) => void): this;
    write(text: string): void;
  }

  export default function xml(
    name: string,
    attrs?: Attributes | null,
    ...children: (Child | null | undefined)[]
  ): Element;
}

declare module "@xmpp/tcp/lib/Connection.js" {
  import type { Duplex } from "node:stream";
  import type { Element } from "@xmpp/xml";

  /** One XML stream over a socket. The underscored methods are the ones a subclass may replace. */
  export default class ConnectionTCP {
    constructor(options: { readonly domain: string });
    socket: Duplex | null;
    root: Element | null;
    /** How long `open` waits, in milliseconds; 0: for ever. */
    timeout: number;
    on(event: "error", listener: (error: unknown) => void): this;
    on(event: "open", listener: (header: Element) => void): this;
    on(event: "close" | "disconnect", listener: () => void): this;
    /** Sends a stream header; resolves with the other side's. */
    open(options: { readonly domain: string }): Promise<Element>;
    write(text: string): Promise<void>;
    headerElement(): Element;
    footer(): string;
    _attachSocket(socket: Duplex): void;
    _detachSocket(): void;
    _attachParser(): void;
    _detachParser(): void;
    _onData(data: Buffer): void;
    /** Emits the status as an event if it has changed. */
    _status(status: "open" | "close", header?: Element): void;
  }
}
