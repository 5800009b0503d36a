import { createHash } from "node:crypto";
import { xml } from "../../xmpp/connection/element.ts";
import type { Account } from "./account.ts";
import { publish } from "./pep.ts";
import { appear } from "./presence.ts";
import { storeVcard, vcardNs, withoutAvatarHash } from "./vcard.ts";
import type { World } from "./world.ts";

const dataNode = "urn:xmpp:avatar:data";
const metadataNode = "urn:xmpp:avatar:metadata";

/** A picture as XEP-0084 and XEP-0153 carry it. */
export interface Avatar {
  readonly bytes: Uint8Array;
  readonly type: "image/png" | "image/jpeg" | "image/gif";
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** Publishes the picture both ways, as XEP-0398 requires of servers; null removes it. Everybody who may see the account is told. */
export function showAvatar(world: World, account: Account, avatar: Avatar | null): void {
  const others =
    account.vcard?.children.filter((child) => typeof child === "string" || child.name !== "PHOTO") ?? [];
  if (avatar === null) {
    storeVcard(account, xml("vCard", { xmlns: vcardNs }, ...others));
    publish(
      world,
      account,
      metadataNode,
      xml("item", { id: "none" }, xml("metadata", { xmlns: metadataNode })),
    );
  } else {
    const { type, width, height } = avatar;
    const bytes = Buffer.from(avatar.bytes);
    const id = createHash("sha1").update(bytes).digest("hex");
    const base64 = bytes.toString("base64");
    const photo = xml("PHOTO", {}, xml("TYPE", {}, type), xml("BINVAL", {}, base64));
    storeVcard(account, xml("vCard", { xmlns: vcardNs }, ...others, photo));
    // Order matters: somebody who is told of a picture may request it at once (XEP-0084 3).
    publish(world, account, dataNode, xml("item", { id }, xml("data", { xmlns: dataNode }, base64)));
    const info = xml("info", {
      id,
      type,
      bytes: String(bytes.length),
      width: String(width),
      height: String(height),
    });
    publish(
      world,
      account,
      metadataNode,
      xml("item", { id }, xml("metadata", { xmlns: metadataNode }, info)),
    );
  }
  for (const session of account.availableSessions)
    if (session.presence !== undefined) appear(world, session, withoutAvatarHash(session.presence));
}
