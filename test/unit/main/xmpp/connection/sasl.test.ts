import { expect, test } from "vitest";
import { xml } from "../../../../../main/xmpp/connection/element.ts";
import { chooseMechanism } from "../../../../../main/xmpp/connection/sasl.ts";

function choose(offered: string[], { isSecure = true, hasOfferedScram = false } = {}): string {
  const mechanisms = offered.map((name) => xml("mechanism", {}, name));
  const features = xml(
    "features",
    {},
    xml("mechanisms", { xmlns: "urn:ietf:params:xml:ns:xmpp-sasl" }, ...mechanisms),
  );
  const chosen = chooseMechanism(features, { isSecure, trust: { fingerprint: null, hasOfferedScram } });
  return chosen.ok ? chosen.value : chosen.failure.failure.code;
}

test("[T8] the strongest SCRAM is chosen, whatever the order and whatever else is offered", () => {
  expect(choose(["PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-512", "SCRAM-SHA-256", "ANONYMOUS"])).toBe(
    "SCRAM-SHA-512",
  );
  expect(choose(["ANONYMOUS", "SCRAM-SHA-1", "SCRAM-SHA-256"])).toBe("SCRAM-SHA-256");
  expect(choose(["PLAIN", "SCRAM-SHA-1"])).toBe("SCRAM-SHA-1");
});

test("[T8] PLAIN only over TLS and only where it was never better", () => {
  expect(choose(["PLAIN", "ANONYMOUS"])).toBe("PLAIN");
  expect(choose(["PLAIN"], { isSecure: false })).toBe("mechanism-unavailable");
  expect(choose(["PLAIN"], { hasOfferedScram: true })).toBe("mechanism-downgraded");
});

test("[T8] never ANONYMOUS, nor what we do not know", () => {
  expect(choose(["ANONYMOUS"])).toBe("mechanism-unavailable");
  expect(choose(["SCRAM-SHA-256-PLUS", "EXTERNAL", "X-OAUTH2"])).toBe("mechanism-unavailable");
  expect(choose([])).toBe("mechanism-unavailable");
});
