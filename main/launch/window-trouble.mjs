/**
 * Why no window can be opened here, with any Electron: a sentence, or null. On Linux a window needs a display,
 * and Electron refuses to run as root unless its sandbox is switched off, which Kith never does.
 */
export function windowTrouble(
  platform = process.platform,
  environment = process.env,
  userId = process.getuid?.(),
) {
  if (platform !== "linux") return null;
  const { DISPLAY: x, WAYLAND_DISPLAY: wayland } = environment;
  if ((x ?? "") === "" && (wayland ?? "") === "") return "There is no display to open a window on.";
  return userId === 0 ? "Electron does not run as root." : null;
}
