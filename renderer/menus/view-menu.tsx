import { Menu } from "@base-ui/react/menu";
import { Check, SlidersHorizontal } from "lucide-react";
import { densities, type View } from "../../app/view.ts";
import type { WordKey } from "../../app/words/en.ts";
import { t } from "../../app/words/words.ts";
import { MenuPopup } from "../controls/menu-popup.tsx";
import { useAccount, useKith } from "../store/use-kith.ts";
import { FoldItems } from "./fold-items.tsx";

/** The choices about the list as a whole: each with a heading and several values. */
const choices = {
  people: ["everybody", "around"],
  sort: ["name", "status"],
  groupOrder: ["name", "hand"],
  density: densities,
} as const satisfies { readonly [K in keyof View]?: readonly View[K][] };

/** Who is shown, in which order and how tall, and acts on all groups. */
export function ViewMenu() {
  return (
    <Menu.Root>
      <Menu.Trigger className="icon-button" aria-label={t("view.name")} title={t("view.name")}>
        <SlidersHorizontal size={16} aria-hidden="true" />
      </Menu.Trigger>
      <MenuPopup align="start">
        <Choice of="people" />
        <Choice of="sort" />
        <Choice of="groupOrder" />
        <Choice of="density" />
        <Menu.Separator className="menu-separator" />
        <FoldItems />
      </MenuPopup>
    </Menu.Root>
  );
}

function Choice({ of }: { readonly of: keyof typeof choices }) {
  const kith = useKith();
  const { account, view } = useAccount();
  return (
    <Menu.RadioGroup
      value={view[of]}
      onValueChange={(value: string) => kith.setView(account, { [of]: value })}
    >
      <Menu.Group>
        <Menu.GroupLabel className="menu-label">{t(`view.${of}`)}</Menu.GroupLabel>
        {choices[of].map((value) => (
          <Menu.RadioItem key={value} value={value} className="menu-item" closeOnClick>
            <span>{t(`view.${of}-${value}` as WordKey)}</span>
            <Menu.RadioItemIndicator className="menu-check">
              <Check size={16} aria-hidden="true" />
            </Menu.RadioItemIndicator>
          </Menu.RadioItem>
        ))}
      </Menu.Group>
    </Menu.RadioGroup>
  );
}
