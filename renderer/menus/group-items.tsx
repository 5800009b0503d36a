import { Menu } from "@base-ui/react/menu";
import { t } from "../../app/words/words.ts";
import { Item } from "../controls/menu-item.tsx";
import { ClipboardItems } from "./selection-items.tsx";
import { useAccount, useKith } from "../store/use-kith.ts";
import { siblingOf } from "../rows/arrange-groups.ts";
import { FoldItems } from "./fold-items.tsx";
import { moveGroup } from "../group/move-group.ts";
import type { GroupRow, Row } from "../rows/rows.ts";

/** Everything that can be done about one group, and about all of them. */
export function GroupItems(props: {
  readonly row: GroupRow;
  readonly rows: readonly Row[];
  readonly isReadOnly: boolean;
}) {
  const { row, rows, isReadOnly } = props;
  const kith = useKith();
  const accountView = useAccount();
  const { account, view } = accountView;
  const { group } = row;
  const hasMembers = row.total > 0;
  const isEmpty = group !== null && !hasMembers && view.keptGroups.includes(group);
  return (
    <>
      {!isReadOnly && group !== null && hasMembers && (
        <>
          <Item onClick={() => kith.setScreen({ dialog: { kind: "rename-group", group } })}>
            {t("group.rename")}
          </Item>
          <Item onClick={() => kith.setScreen({ dialog: { kind: "merge-group", group } })}>
            {t("group.merge")}
          </Item>
          <Item onClick={() => kith.setScreen({ dialog: { kind: "delete-group", group } })}>
            {t("group.delete")}
          </Item>
          <Menu.Separator className="menu-separator" />
        </>
      )}
      {!isReadOnly && <ClipboardItems rows={[]} group={group} />}
      <Menu.Separator className="menu-separator" />
      <FoldItems />
      <Menu.Separator className="menu-separator" />
      {([-1, 1] as const).map((step) => (
        <Item
          key={step}
          disabled={siblingOf(rows, row, step) === undefined}
          onClick={() => moveGroup(kith, accountView, rows, row, step)}
        >
          {t(step === -1 ? "group.move-up" : "group.move-down")}
        </Item>
      ))}
      {!isReadOnly && (
        <>
          <Menu.Separator className="menu-separator" />
          <Item onClick={() => kith.setScreen({ dialog: { kind: "new-group" } })}>{t("group.new")}</Item>
          {isEmpty && (
            <Item
              onClick={() =>
                kith.setView(account, { keptGroups: view.keptGroups.filter((kept) => kept !== group) })
              }
            >
              {t("group.forget")}
            </Item>
          )}
        </>
      )}
    </>
  );
}
