import { expect, test } from "vitest";
import { Subscriptions } from "../../../../main/roster/subscriptions.ts";
import { contact, createModel, romeo } from "../../../support/account-model.ts";

test("[S9] once a push shows that we no longer see somebody, their presence is dropped", () => {
  const { model } = createModel();
  const subscriptions = new Subscriptions(model);
  const push = (subscription: "both" | "from") => {
    const before = model.contacts.get(romeo);
    const after = contact(romeo, { subscription });
    model.putContact(after);
    subscriptions.handlePush(before, after);
  };
  push("both");
  model.putPresence(romeo, { resource: "orchard", show: "available", status: "", priority: 0 });
  push("both");
  expect(model.resourcesOf(romeo)).toHaveLength(1);
  push("from");
  expect(model.resourcesOf(romeo)).toEqual([]);
});
