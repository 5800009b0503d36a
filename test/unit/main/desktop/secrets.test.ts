import { expect, test } from "vitest";
import { ownArguments } from "../../../../main/desktop/own-arguments.ts";
import { createSecrets } from "../../../../main/desktop/secrets.ts";

type Keyring = Parameters<typeof createSecrets>[0];

function keyring(more: Partial<Keyring> = {}): Keyring {
  return {
    getSelectedStorageBackend: () => "gnome_libsecret",
    isAsyncEncryptionAvailable: async () => true,
    encryptStringAsync: async (text) => Buffer.from(text).reverse(),
    decryptStringAsync: async (sealed) => ({
      result: Buffer.from(sealed).reverse().toString(),
      shouldReEncrypt: false,
    }),
    ...more,
  };
}
const refuse = async () => {
  throw new Error("locked");
};

test("[D12] on Linux a keyring that protects nothing is none", async () => {
  for (const backend of ["basic_text", "unknown"] as const) {
    const none = keyring({ getSelectedStorageBackend: () => backend });
    expect(await createSecrets(none, "linux").isAvailable()).toBe(false);
    expect(await createSecrets(none, "darwin").isAvailable()).toBe(true);
  }
  expect(await createSecrets(keyring(), "linux").isAvailable()).toBe(true);
});

test("[D12] a keyring that is not there, or cannot say so, is none", async () => {
  const absent = keyring({ isAsyncEncryptionAvailable: async () => false });
  const broken = keyring({ isAsyncEncryptionAvailable: refuse });
  expect(await createSecrets(absent, "win32").isAvailable()).toBe(false);
  expect(await createSecrets(broken, "win32").isAvailable()).toBe(false);
});

test("[D12] an encrypted secret can be decrypted, and says when it should be encrypted again", async () => {
  const secrets = createSecrets(keyring(), "linux");
  const sealed = await secrets.seal("pässword");
  expect(sealed).not.toContain("word");
  expect(await secrets.open(sealed ?? "")).toEqual({ text: "pässword", isStale: false });
  const rotated = keyring({ decryptStringAsync: async () => ({ result: "x", shouldReEncrypt: true }) });
  expect(await createSecrets(rotated, "linux").open("")).toEqual({ text: "x", isStale: true });
});

test("[D13] a keyring that refuses is answered, not thrown", async () => {
  const secrets = createSecrets(keyring({ encryptStringAsync: refuse, decryptStringAsync: refuse }), "linux");
  expect(await secrets.seal("x")).toBe(null);
  expect(await secrets.open("x")).toBe(null);
});

test("[D10] of a process's arguments only Kith's own are read", () => {
  const said = [
    "--profile",
    "/p",
    "--password-store=gnome-libsecret",
    "--no-sandbox",
    "xmpp:a@b?message",
    "XMPP:a@b",
    "-psn_0_12345",
  ];
  expect(ownArguments(["/usr/bin/kith", ...said], true)).toEqual(["--profile", "/p"]);
  expect(ownArguments(["/usr/bin/electron", ".", ...said], false)).toEqual(["--profile", "/p"]);
});
