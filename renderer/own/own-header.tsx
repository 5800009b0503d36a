import { Menu } from "@base-ui/react/menu";
import { EllipsisVertical, UserRoundPlus } from "lucide-react";
import { shownAddress } from "../../app/shown-address.ts";
import { t } from "../../app/words/words.ts";
import { Item } from "../controls/menu-item.tsx";
import { MenuPopup } from "../controls/menu-popup.tsx";
import { useMenuAct } from "../store/menu-act.ts";
import { useAccount, useKith } from "../store/use-kith.ts";
import { StatusMenu } from "./status-menu.tsx";
import { StatusMessage } from "./status-message.tsx";

/** Your own face, address and status message, the button that adds a contact, and the menu. */
export function OwnHeader() {
  const kith = useKith();
  const { own } = useAccount();
  const address = shownAddress(own.address);
  return (
    <header className="own">
      <StatusMenu />
      <div className="own-text">
        <h1 className="own-address" dir="auto" title={address}>
          <bdi>{address}</bdi>
        </h1>
        <StatusMessage />
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label={t("add.title")}
        title={t("add.title")}
        onClick={() => kith.setScreen({ dialog: { kind: "add", address: "" } })}
      >
        <UserRoundPlus size={18} aria-hidden="true" />
      </button>
      <AppMenu />
    </header>
  );
}

function AppMenu() {
  const kith = useKith();
  const signOut = useSignOut();
  const { isDemo } = useAccount();
  useMenuAct("sign-out", signOut);
  return (
    <Menu.Root>
      <Menu.Trigger className="icon-button" aria-label={t("menu.name")} title={t("menu.name")}>
        <EllipsisVertical size={18} aria-hidden="true" />
      </Menu.Trigger>
      <MenuPopup align="end">
        <Item onClick={() => kith.setScreen({ dialog: { kind: "add", address: "" } })}>{t("menu.add")}</Item>
        <Item onClick={() => kith.setScreen({ dialog: { kind: "new-group" } })}>{t("group.new")}</Item>
        <Menu.Separator className="menu-separator" />
        <Item onClick={() => kith.setScreen({ dialog: { kind: "connection" } })}>{t("menu.connection")}</Item>
        <Item onClick={() => kith.setScreen({ dialog: { kind: "settings" } })}>{t("menu.settings")}</Item>
        <Item onClick={() => kith.setScreen({ dialog: { kind: "about" } })}>{t("menu.about")}</Item>
        <Menu.Separator className="menu-separator" />
        <Item onClick={signOut}>{t(isDemo ? "demo.leave" : "menu.sign-out")}</Item>
      </MenuPopup>
    </Menu.Root>
  );
}

/** Asks first only if something would be lost. */
function useSignOut(): () => void {
  const kith = useKith();
  const { account, waitingEdits, isDemo } = useAccount();
  return () => {
    if (isDemo) return void kith.run("leaveDemo", {});
    if (waitingEdits > 0) kith.setScreen({ dialog: { kind: "sign-out" } });
    else void kith.run("signOut", { account });
  };
}
