/// <reference path="../../../main/xmpp/connection/xmpp.d.ts" />
import { client, xml } from "@xmpp/client";
import type { Subject, Target } from "./subject.ts";

const ns = "jabber:iq:roster";

/** @xmpp/client as it comes. Over STARTTLS it checks the certificate against the domain and Node's root certificates. */
export function stockSubject(target: Target): Subject {
  const { domain, port, user, password } = target;
  const xmpp = client({ service: `xmpp://127.0.0.1:${port}`, domain, username: user, password });
  /** Called with the address and the name of each push. */
  let handlePush = (_address: string | undefined, _name: string | undefined) => {};
  xmpp.iqCallee.set(ns, "query", ({ element }) => {
    const { jid, name } = element.getChild("item")?.attrs ?? {};
    handlePush(jid, name);
    return true;
  });
  return {
    async signIn() {
      const started = performance.now();
      await new Promise((resolve, reject) => {
        xmpp.on("error", reject);
        xmpp.start().then(resolve, reject);
      });
      const query = await xmpp.iqCaller.get(xml("query", { xmlns: ns }));
      // Its elements are no list yet: what a program keeps of each contact is read from them.
      const contacts = query?.getChildren("item").map((item) => ({
        address: item.attrs["jid"],
        name: item.attrs["name"],
        subscription: item.attrs["subscription"],
        groups: item.getChildren("group").map((group) => group.getText()),
      }));
      const ended = performance.now();
      if (!contacts?.length) throw new Error("@xmpp/client got no contacts");
      return ended - started;
    },
    async rename(address, name) {
      const pushed = new Promise<number>((resolve) => {
        handlePush = (pushedAddress, pushedName) => {
          if (pushedAddress === address && pushedName === name) resolve(performance.now());
        };
      });
      const started = performance.now();
      await xmpp.iqCaller.set(xml("query", { xmlns: ns }, xml("item", { jid: address, name })));
      return (await pushed) - started;
    },
    async end() {
      await xmpp.stop();
    },
  };
}
