import { expect, test } from "vitest";
import { RosterSync } from "../../../../main/roster/sync.ts";
import { createModel, romeo } from "../../../support/account-model.ts";
import { FakeStream } from "../../../support/fake-stream.ts";

const push = (ver: string, name: string) =>
  `<iq type="set" id="p"><query xmlns="jabber:iq:roster" ver="${ver}"><item jid="${romeo}" name="${name}"/></query></iq>`;
const list = (ver: string, name: string) =>
  `<iq type="result" id="x"><query xmlns="jabber:iq:roster" ver="${ver}"><item jid="${romeo}" name="${name}"/></query></iq>`;

test("[R9] [R11] a list that is still awaited on a stream being left spoils nothing of the next stream's", async () => {
  const { model } = createModel();
  const sync = new RosterSync(model, undefined, { onChange: () => undefined, onPush: () => undefined });
  const [old, fresh] = [new FakeStream(), new FakeStream()];
  const left = sync.get(old);
  const got = sync.get(fresh);
  await old.next.answer(list("0", "Long ago"));
  await left;
  expect(model.contacts.size).toBe(0);
  expect(model.facts.list.state).toBe("unconfirmed");
  fresh.onStanza = (iq) => sync.handlePush(iq, fresh);
  fresh.deliver(push("2", "Newest"));
  await fresh.next.answer(list("1", "Before"));
  await got;
  expect(model.contacts.get(romeo)?.name).toBe("Newest");
  expect(sync.ver).toBe("2");
});
