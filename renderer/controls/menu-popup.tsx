import { Menu } from "@base-ui/react/menu";
import type { ComponentProps } from "react";
import { overlayContainer } from "./overlay-container.ts";

type Place = Pick<ComponentProps<typeof Menu.Positioner>, "anchor" | "side" | "align" | "sideOffset">;
type Inside = Pick<ComponentProps<typeof Menu.Popup>, "children" | "finalFocus">;

/** The open menu: its entries, beside the element that it belongs to. */
export function MenuPopup({ children, finalFocus, ...place }: Place & Inside) {
  return (
    <Menu.Portal container={overlayContainer}>
      <Menu.Positioner className="positioner" sideOffset={4} {...place}>
        <Menu.Popup className="menu" finalFocus={finalFocus}>
          {children}
        </Menu.Popup>
      </Menu.Positioner>
    </Menu.Portal>
  );
}
