/** Chromium's switches that a person or a package's launcher may give. Chromium has read them already. */
const chromiumSwitches: ReadonlySet<string> = new Set([
  "--no-sandbox",
  "--disable-gpu",
  "--password-store",
  "--ozone-platform",
  "--ozone-platform-hint",
  "--enable-features",
  "--disable-features",
  "--enable-wayland-ime",
  "--force-device-scale-factor",
  "--lang",
]);

/**
 * The arguments that are meant for Kith. In a packaged program the first one is the program; otherwise it is Electron, and the
 * second is our folder. A link from the system opens Kith and is ignored, and so is the process number that older versions
 * of macOS add.
 */
export function ownArguments(argv: readonly string[], isPackaged: boolean): string[] {
  return argv
    .slice(isPackaged ? 1 : 2)
    .filter((given) => !chromiumSwitches.has(given.replace(/=.*$/s, "")) && !/^(xmpp:|-psn_)/i.test(given));
}
