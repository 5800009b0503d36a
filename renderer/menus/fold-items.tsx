import { t } from "../../app/words/words.ts";
import { Item } from "../controls/menu-item.tsx";
import { useAccount, useKith } from "../store/use-kith.ts";
import { everyGroup } from "../rows/arrange-groups.ts";
import { setExpanded } from "../group/set-expanded.ts";

/** Menu entries that expand or collapse every group. */
export function FoldItems() {
  const kith = useKith();
  const { account, people, view, delimiter } = useAccount();
  const setAll = (isExpanded: boolean) =>
    setExpanded(kith, account, [...everyGroup(people, view, delimiter)], isExpanded);
  return (
    <>
      <Item onClick={() => setAll(false)}>{t("group.collapse-all")}</Item>
      <Item onClick={() => setAll(true)}>{t("group.expand-all")}</Item>
    </>
  );
}
