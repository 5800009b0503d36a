/** Chromium's own switches that a person or a package's launcher may rightly give; Chromium has read them already. */
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
 * What of a process's arguments is Kith's to understand. A packaged program is named first; Electron is named first and
 * its folder second. A link that the system hands over opens Kith and is not acted on; nor is the number that older systems of
 * Apple's give a program's process.
 */
export function ownArguments(argv: readonly string[], isPackaged: boolean): string[] {
  return argv
    .slice(isPackaged ? 1 : 2)
    .filter((given) => !chromiumSwitches.has(given.replace(/=.*$/s, "")) && !/^(xmpp:|-psn_)/i.test(given));
}
