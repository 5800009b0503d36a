import type { SafeStorage } from "electron";
import type { Secrets } from "../accounts/secrets.ts";

type Keyring = Pick<
  SafeStorage,
  "isAsyncEncryptionAvailable" | "encryptStringAsync" | "decryptStringAsync" | "getSelectedStorageBackend"
>;

/** The system's keyring, through Electron. Use it only once Electron is ready. */
export function createSecrets(safeStorage: Keyring, platform: NodeJS.Platform): Secrets {
  return {
    isAvailable: async () => {
      try {
        return hasKeyring(safeStorage, platform) && (await safeStorage.isAsyncEncryptionAvailable());
      } catch {
        // A keyring that cannot say whether it is available cannot be relied on.
        return false;
      }
    },
    seal: async (text) => {
      try {
        return (await safeStorage.encryptStringAsync(text)).toString("base64");
      } catch {
        // Locked or removed: Kith asks for the password again, as without a keyring.
        return null;
      }
    },
    open: async (sealed) => {
      try {
        const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(
          Buffer.from(sealed, "base64"),
        );
        return { text: result, isStale: shouldReEncrypt };
      } catch {
        // Sealed by another keyring, or damaged: Kith asks for the password.
        return null;
      }
    },
  };
}

/** Where Linux has no keyring, Chromium seals with a password that is the same for everybody. */
function hasKeyring(safeStorage: Keyring, platform: NodeJS.Platform): boolean {
  if (platform !== "linux") return true;
  const backend = safeStorage.getSelectedStorageBackend();
  return backend !== "basic_text" && backend !== "unknown";
}
