import { Menu } from "@base-ui/react/menu";
import { t } from "../../app/words/words.ts";
import { MenuPopup } from "../controls/menu-popup.tsx";
import { useKith } from "../store/use-kith.ts";
import type { PersonRowId } from "../store/row-id.ts";
import { SelectionItems } from "./selection-items.tsx";

/** The buttons of a selection: "Move…", and "More" with everything else that can be done with those rows. */
export function SelectionActs(props: {
  readonly rows: readonly PersonRowId[];
  readonly isMovePrimary?: boolean;
  /** Where there is more room for the menu. */
  readonly menu: { readonly side: "top" | "bottom"; readonly align: "start" | "end" };
}) {
  const { rows, isMovePrimary = false, menu } = props;
  const kith = useKith();
  return (
    <>
      <button
        type="button"
        className={`button${isMovePrimary ? " button-primary" : ""}`}
        onClick={() => kith.setScreen({ dialog: { kind: "move", rows } })}
      >
        {t("select.move")}
      </button>
      <Menu.Root>
        <Menu.Trigger className="button">{t("select.more")}</Menu.Trigger>
        <MenuPopup {...menu}>
          <SelectionItems rows={rows} />
        </MenuPopup>
      </Menu.Root>
    </>
  );
}
