/** Kith's name for Windows: the `appId` in electron-builder.yml, which the installer gives to the menu entry. */
export const appId = "im.kith.Kith";
