/** The name by which Windows knows Kith: the `appId` of electron-builder.yml, which the installer gives the menu entry. */
export const appId = "im.kith.Kith";
