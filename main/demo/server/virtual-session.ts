import { xml, type Element } from "../../xmpp/connection/element.ts";
import type { Account } from "./account.ts";
import { isFalseSender } from "./router.ts";
import type { Outlet, Session } from "./session.ts";

/**
 * A resource of an account without stream or socket, which the server treats exactly like one that came through the port: it
 * gets pushes once it has requested the roster, and presence and requests once it has sent presence.
 */
export interface VirtualSession {
  readonly fullJid: string;
  /**
   * Sends a stanza as a client would: IQs need an id, and a false `from` is refused. It is handled before the call returns
   * or, from within a listener, right after the present task.
   */
  readonly send: (stanza: Element) => void;
  /** Called with each stanza that reaches this resource, in order. What came before anybody listened is not kept. */
  onStanza: (stanza: Element) => void;
  /** Leaves: everybody who saw this resource is told that it is gone. */
  readonly close: () => void;
}

/** Binds a session without a stream. */
export function attach(
  account: Account,
  resource: string,
  server: {
    readonly bind: (account: Account, resource: string, outlet: Outlet) => Session;
    readonly leave: (session: Session) => void;
    readonly receive: (session: Session, stanza: Element) => void;
  },
): VirtualSession {
  const session = server.bind(account, resource, {
    deliver: (stanza) => virtual.onStanza(stanza),
    deliverList: (reply, list, items) =>
      virtual.onStanza(xml(reply.name, reply.attrs, xml(list.name, list.attrs, ...items()))),
    replace: () => {},
  });
  const virtual: VirtualSession = {
    fullJid: session.fullJid,
    onStanza: () => {},
    send(stanza) {
      if (isFalseSender(session, stanza)) throw new Error(`${session.fullJid} speaks for somebody else`);
      server.receive(session, stanza);
    },
    close: () => server.leave(session),
  };
  return virtual;
}
