import { Menu } from "@base-ui/react/menu";
import { t } from "../../app/words/words.ts";
import { Item } from "../controls/menu-item.tsx";
import { groupName } from "../rows/group-name.ts";
import { actsOn } from "../store/person.ts";
import { useKith, useKithState } from "../store/use-kith.ts";
import { distinct, type PersonRowId } from "../store/row-id.ts";
import { useActs } from "../changes/use-acts.ts";
import { usePeopleClipboard } from "../drag/use-clipboard.ts";

/** What can be done about several people at once: the menu of the selection. */
export function SelectionItems({ rows }: { readonly rows: readonly PersonRowId[] }) {
  const kith = useKith();
  const acts = useActs();
  const chosen = distinct(rows);
  const askable = chosen.filter((id) => {
    const person = kith.person(id);
    return person !== undefined && actsOn(person).includes("ask") && !person.contact.ask;
  });
  const inGroups = rows.filter(({ group }) => group !== null);
  const takeOut = () =>
    void acts.leave(inGroups).then((answer) => {
      if (!answer.ok) kith.setState({ failure: answer.failure });
    });
  return (
    <>
      <Item onClick={() => kith.setScreen({ dialog: { kind: "move", rows } })}>{t("contact.move")}</Item>
      {inGroups.length > 0 && <Item onClick={takeOut}>{leaveWords(inGroups)}</Item>}
      <Menu.Separator className="menu-separator" />
      <ClipboardItems rows={rows} group={undefined} />
      {askable.length > 0 && (
        <>
          <Menu.Separator className="menu-separator" />
          <Item onClick={() => void acts.ask(askable)}>{t("act.ask")}</Item>
        </>
      )}
      <Menu.Separator className="menu-separator" />
      <Item className="menu-danger" onClick={() => void acts.remove(chosen)}>
        {t("contact.remove")}
      </Item>
    </>
  );
}

/** Cutting and copying these rows, and pasting into a group; `group` undefined: there is no group to paste into. */
export function ClipboardItems(props: {
  readonly rows: readonly PersonRowId[];
  readonly group: string | null | undefined;
}) {
  const { rows, group } = props;
  const clipboard = useKithState((state) => state.screen.clipboard);
  const { take, paste } = usePeopleClipboard();
  const write = (isCut: boolean) => {
    const taken = take(rows, isCut);
    // A browser may refuse to write it; pasting from the menu works without.
    if (taken !== null) void navigator.clipboard?.writeText(taken.text).catch(() => undefined);
  };
  return (
    <>
      {rows.length > 0 && (
        <>
          <Item onClick={() => write(true)}>{t("select.cut")}</Item>
          <Item onClick={() => write(false)}>{t("select.copy")}</Item>
        </>
      )}
      {clipboard !== null && group !== undefined && (
        <Item onClick={() => paste(group)}>{t("select.paste", { group: groupName(group) })}</Item>
      )}
    </>
  );
}

function leaveWords(rows: readonly PersonRowId[]): string {
  const [group, ...others] = new Set(rows.map((row) => row.group));
  return others.length === 0 ? t("drag.out", { group: groupName(group ?? null) }) : t("drag.out-several");
}
