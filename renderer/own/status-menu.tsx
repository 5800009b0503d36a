import { Menu } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import { type Show, shows } from "../../app/presence.ts";
import { shownAddress } from "../../app/shown-address.ts";
import { t } from "../../app/words/words.ts";
import { Item } from "../controls/menu-item.tsx";
import { MenuPopup } from "../controls/menu-popup.tsx";
import { Face } from "../face/face.tsx";
import { StatusBadge } from "../face/status-badge.tsx";
import type { Availability } from "../store/person.ts";
import { useAccount, useKith } from "../store/use-kith.ts";

const order: readonly (Show | "offline")[] = [
  "available",
  ...shows.filter((show) => show !== "available" && show !== "dnd"),
  "dnd",
  "offline",
];

/** Your own face, which opens the choice of status. */
export function StatusMenu() {
  const kith = useKith();
  const { account, own, session } = useAccount();
  const availability: Availability =
    session.state === "online" ? own.show : session.state === "offline" ? "offline" : "unknown";
  const chosen = session.state === "offline" ? "offline" : own.show;
  return (
    <Menu.Root>
      <Menu.Trigger
        className="own-face"
        aria-label={t("own.status")}
        aria-description={t(`own.${chosen}`)}
        title={t("own.status")}
      >
        <Face bareJid={account} name={shownAddress(own.address)} availability={availability} size="own" />
      </Menu.Trigger>
      <MenuPopup align="start">
        {order.map((show) => (
          <Item
            key={show}
            aria-current={show === chosen}
            onClick={() => void kith.run("setStatus", { account, show, status: own.status })}
          >
            <StatusBadge availability={show} />
            <span>{t(`own.${show}`)}</span>
            {show === chosen && <Check className="menu-check" size={16} aria-hidden="true" />}
          </Item>
        ))}
      </MenuPopup>
    </Menu.Root>
  );
}
