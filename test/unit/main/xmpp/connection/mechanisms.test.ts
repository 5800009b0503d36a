import { describe, expect, test } from "vitest";
import { type BindingName, bindingNames } from "../../../../../main/xmpp/connection/channel-binding.ts";
import { type Element, xml } from "../../../../../main/xmpp/connection/element.ts";
import { planSignIn, readOffer } from "../../../../../main/xmpp/connection/mechanisms.ts";
import type { Trust } from "../../../../../main/xmpp/connection/stream.ts";

const nothing: Trust = { fingerprint: null, hasOfferedScram: false };

function features(offered: readonly string[], bindings: readonly string[] | null): Element {
  const names = offered.map((name) => xml("mechanism", {}, name));
  const types = bindings?.map((type) => xml("channel-binding", { type })) ?? [];
  return xml(
    "features",
    {},
    xml("mechanisms", { xmlns: "urn:ietf:params:xml:ns:xmpp-sasl" }, ...names),
    bindings && xml("sasl-channel-binding", { xmlns: "urn:xmpp:sasl-cb:0" }, ...types),
  );
}

interface Ground {
  readonly isSecure?: boolean;
  readonly trust?: Partial<Trust>;
  /** What XEP-0440 says. */
  readonly said?: readonly string[];
  readonly available?: readonly BindingName[];
}

/** The ways that are tried, in short: `SCRAM-SHA-1 n`, `SCRAM-SHA-1 p=tls-exporter`; or PLAIN; or the failure. */
function plan(offered: readonly string[], ground: Ground = {}): readonly string[] | string {
  const { isSecure = true, trust = {}, said = null, available = bindingNames } = ground;
  const planned = planSignIn(readOffer(features(offered, said)), isSecure ? available : [], {
    isSecure,
    trust: { ...nothing, ...trust },
  });
  if (!planned.ok) return planned.failure.failure.code;
  if (planned.value === "PLAIN") return "PLAIN";
  return planned.value.map(
    ({ mechanism, flag, binding }) => `${mechanism} ${flag}${binding === null ? "" : `=${binding}`}`,
  );
}

const sha1 = { mechanism: "SCRAM-SHA-1", binding: null, refused: [] } as const;

describe("which way to sign in", () => {
  test("[T8] the strongest SCRAM comes first, whatever the order and whatever else is offered", () => {
    expect(plan(["PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-512", "SCRAM-SHA-256", "ANONYMOUS"])).toEqual([
      "SCRAM-SHA-512 n",
      "SCRAM-SHA-256 n",
      "SCRAM-SHA-1 n",
    ]);
    expect(plan(["PLAIN", "SCRAM-SHA-1"])).toEqual(["SCRAM-SHA-1 n"]);
  });

  test("[T8] PLAIN only over TLS and only where SCRAM was never offered", () => {
    expect(plan(["PLAIN", "ANONYMOUS"])).toBe("PLAIN");
    expect(plan(["PLAIN"], { isSecure: false })).toBe("mechanism-unavailable");
    expect(plan(["PLAIN"], { trust: { hasOfferedScram: true } })).toBe("mechanism-downgraded");
  });

  test("[T8] a consent lets PLAIN through over TLS, and SCRAM comes before it all the same", () => {
    const trust = { hasOfferedScram: true, isPlainAllowed: true };
    expect(plan(["PLAIN"], { trust })).toBe("PLAIN");
    expect(plan(["PLAIN"], { trust, isSecure: false })).toBe("mechanism-unavailable");
    expect(plan(["PLAIN", "SCRAM-SHA-1"], { trust })).toEqual(["SCRAM-SHA-1 n"]);
  });

  test("[T8] never ANONYMOUS, nor what we do not know", () => {
    expect(plan(["ANONYMOUS"])).toBe("mechanism-unavailable");
    expect(plan(["SCRAM-SHA3-512", "SCRAM-SHA-256-PLUS-PLUS", "EXTERNAL", "X-OAUTH2"])).toBe(
      "mechanism-unavailable",
    );
    expect(plan([])).toBe("mechanism-unavailable");
  });

  test("[T22] what this account was refused by while another worked is tried last", () => {
    const scram = { ...sha1, refused: ["SCRAM-SHA-512", "SCRAM-SHA-256"] } as const;
    expect(plan(["SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1"], { trust: { scram } })).toEqual([
      "SCRAM-SHA-1 n",
      "SCRAM-SHA-512 n",
      "SCRAM-SHA-256 n",
    ]);
  });
});

describe("channel binding", () => {
  const both = ["SCRAM-SHA-1", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"];
  const plus = ["SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS"];

  test("[T22] the best binding that the server names and this connection has is used, and no weaker way after it", () => {
    expect(plan(both, { said: ["tls-unique", "tls-server-end-point", "tls-exporter"] })).toEqual([
      "SCRAM-SHA-256 p=tls-exporter",
      "SCRAM-SHA-1 p=tls-exporter",
    ]);
    expect(plan(both, { said: ["tls-unique", "tls-server-end-point"] })[0]).toBe(
      "SCRAM-SHA-256 p=tls-server-end-point",
    );
    expect(plan(["SCRAM-SHA-512", ...plus], { said: ["tls-unique"] })).toEqual([
      "SCRAM-SHA-256 p=tls-unique",
      "SCRAM-SHA-1 p=tls-unique",
    ]);
  });

  test("[T22] none that both sides have: SCRAM without it, and where nothing else is offered a failure, never PLAIN", () => {
    for (const said of [["tls-unique"], ["tls-future"], []]) {
      const available = ["tls-exporter", "tls-server-end-point"] as const;
      expect(plan(both, { said, available })).toEqual(["SCRAM-SHA-256 n", "SCRAM-SHA-1 n"]);
      expect(plan(plus, { said, available })).toBe("channel-binding-failed");
      expect(plan([...plus, "PLAIN"], { said, available })).toBe("channel-binding-failed");
    }
  });

  test("[T22] a server that does not say: SCRAM without binding where it is offered, otherwise all bindings in turn", () => {
    expect(plan(both)).toEqual(["SCRAM-SHA-256 n", "SCRAM-SHA-1 n"]);
    expect(plan([...plus, "PLAIN"])).toEqual(
      ["SCRAM-SHA-256", "SCRAM-SHA-1"].flatMap((name) => bindingNames.map((type) => `${name} p=${type}`)),
    );
    expect(plan(plus, { available: [] })).toBe("channel-binding-failed");
  });

  test("[T22] without TLS there is no binding", () => {
    expect(plan(both, { isSecure: false, said: ["tls-exporter"] })).toEqual([
      "SCRAM-SHA-256 n",
      "SCRAM-SHA-1 n",
    ]);
    expect(plan(plus, { isSecure: false })).toBe("channel-binding-failed");
  });

  test("[T22] the binding that worked before is used again while it is offered", () => {
    const trust = { scram: { ...sha1, binding: "tls-unique" } } as const;
    expect(plan(both, { trust })).toEqual([
      "SCRAM-SHA-256 p=tls-unique",
      "SCRAM-SHA-1 p=tls-unique",
      "SCRAM-SHA-256 n",
      "SCRAM-SHA-1 n",
    ]);
    expect(plan(both, { trust, available: ["tls-exporter"] })).toEqual(["SCRAM-SHA-256 n", "SCRAM-SHA-1 n"]);
    expect(plan(["SCRAM-SHA-1-PLUS"], { trust })).toEqual([
      "SCRAM-SHA-1 p=tls-unique",
      "SCRAM-SHA-1 p=tls-exporter",
      "SCRAM-SHA-1 p=tls-server-end-point",
    ]);
    expect(plan(both, { trust, said: ["tls-exporter"] })[0]).toBe("SCRAM-SHA-256 p=tls-exporter");
  });

  test("[T8] [T22] where binding worked before and is offered no more, the server is told that we could", () => {
    const trust = { hasOfferedScram: true, scram: { ...sha1, binding: "tls-exporter" } } as const;
    expect(plan(["SCRAM-SHA-256"], { trust })).toEqual(["SCRAM-SHA-256 y"]);
    expect(plan(["SCRAM-SHA-256"], { trust: { scram: sha1 } })).toEqual(["SCRAM-SHA-256 n"]);
    expect(plan(["PLAIN"], { trust })).toBe("mechanism-downgraded");
  });
});
