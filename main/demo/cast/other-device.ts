import type { BareJid } from "../../../app/jid.ts";
import { readRosterResult, rosterGet, rosterSet } from "../../xmpp/roster.ts";
import type { Stage } from "./actor.ts";

/**
 * Another device of the account comes, gives this contact a name, and leaves. It reads the list first, as every client must
 * (RFC 6121 2.4.1): the groups are the current ones. Somebody who is no longer on the list is not added again.
 */
export function renameElsewhere({ server, self, nextId }: Stage, contact: BareJid, name: string): void {
  const device = server.attach(self, "Tablet");
  const get = rosterGet(undefined);
  get.attrs["id"] = nextId();
  device.onStanza = (reply) => {
    if (reply.attrs["id"] !== get.attrs["id"]) return;
    const result = readRosterResult(reply);
    const known = result.kind === "full" && result.contacts.find(({ bareJid }) => bareJid === contact);
    if (!known) return;
    const set = rosterSet({ ...known, name });
    set.attrs["id"] = nextId();
    device.send(set);
  };
  device.send(get);
  device.close();
}
