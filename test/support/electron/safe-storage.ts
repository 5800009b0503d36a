import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import type * as Electron from "electron/main";
import { app } from "./app.ts";
import { surroundings } from "./outside.ts";

/** Bytes of the nonce and of the tag of AES-GCM. */
const nonceLength = 12;
const tagLength = 16;

/** The system's keyring: what one sealed, another cannot open. */
export const safeStorage = {
  isAsyncEncryptionAvailable: async () => app.isReady(),
  getSelectedStorageBackend: () => (app.isReady() ? surroundings.storage : "unknown"),
  encryptStringAsync: async (text) => {
    const nonce = randomBytes(nonceLength);
    const cipher = createCipheriv("aes-256-gcm", keyOf(surroundings.keyring), nonce);
    return Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  },
  decryptStringAsync: async (sealed) => {
    try {
      const decipher = createDecipheriv(
        "aes-256-gcm",
        keyOf(surroundings.keyring),
        sealed.subarray(0, nonceLength),
      );
      decipher.setAuthTag(sealed.subarray(-tagLength));
      const text = decipher.update(sealed.subarray(nonceLength, -tagLength));
      return { result: Buffer.concat([text, decipher.final()]).toString(), shouldReEncrypt: false };
    } catch {
      // Whatever is wrong with it, Electron says no more.
      throw new Error("Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.");
    }
  },
} satisfies Partial<Electron.SafeStorage>;
export type SafeStorage = typeof safeStorage;

function keyOf(keyring: string): Buffer {
  return createHash("sha256").update(keyring).digest();
}
