import { Menu } from "@base-ui/react/menu";
import { isReadable } from "../../app/readable-jid.ts";
import { t } from "../../app/words/words.ts";
import type { Row } from "../rows/rows.ts";
import { GroupItems } from "./group-items.tsx";
import { Item } from "../controls/menu-item.tsx";
import { MenuPopup } from "../controls/menu-popup.tsx";
import { currentRowSelector } from "../controls/return-focus.ts";
import { chosenRows } from "../selection/selection.ts";
import { ClipboardItems, SelectionItems } from "./selection-items.tsx";
import { useActs } from "../changes/use-acts.ts";
import { useAccount, useKith, useKithState, usePerson } from "../store/use-kith.ts";
import { actsOn } from "../store/person.ts";
import type { PersonRowId } from "../store/row-id.ts";
import { openChat } from "../contact/open-chat.ts";

/** The row whose menu is open, and its anchor: the row itself, or the place of the pointer. */
export interface RowMenuAt {
  readonly row: Row;
  readonly anchor: Element | { readonly getBoundingClientRect: () => DOMRect };
}

/** The menu of a row, with exactly the entries that apply now. */
export function RowMenu(props: {
  readonly at: RowMenuAt;
  readonly rows: readonly Row[];
  readonly isOpen: boolean;
  readonly isReadOnly: boolean;
  readonly onClose: () => void;
}) {
  const { at, rows, isOpen, isReadOnly, onClose } = props;
  const { row, anchor } = at;
  const selection = useKithState((state) => state.screen.selection);
  return (
    <Menu.Root open={isOpen} onOpenChange={(isNowOpen) => !isNowOpen && onClose()}>
      <MenuPopup
        anchor={anchor}
        side="bottom"
        align="start"
        sideOffset={2}
        finalFocus={() => document.querySelector<HTMLElement>(currentRowSelector)}
      >
        {row.kind === "group" ? (
          <GroupItems row={row} rows={rows} isReadOnly={isReadOnly} />
        ) : selection.keys.size > 1 && selection.keys.has(row.key) && !isReadOnly ? (
          <SelectionItems rows={chosenRows(selection, null)} />
        ) : (
          <ContactItems row={row} isReadOnly={isReadOnly} />
        )}
      </MenuPopup>
    </Menu.Root>
  );
}

/** Everything that can be done about one person. */
export function ContactItems({
  row,
  isReadOnly,
}: {
  readonly row: PersonRowId;
  readonly isReadOnly: boolean;
}) {
  const kith = useKith();
  const { account, session } = useAccount();
  const { person: id, group } = row;
  const acts = useActs();
  const person = usePerson(id);
  if (person === undefined) return null;
  const { bareJid } = person;
  const rows = [{ person: id, group }];
  const refused = person.edits.filter((edit) => edit.state === "refused");
  const answer = (name: "retryEdit" | "dismissEdit") => {
    for (const edit of refused) void kith.run(name, { account, edit: edit.id });
  };
  return (
    <>
      {isReadable(bareJid) && (
        <Item onClick={() => openChat(person.contact.address)}>{t("contact.open-chat")}</Item>
      )}
      {!isReadOnly && refused.length > 0 && (
        <>
          <Menu.Separator className="menu-separator" />
          <Item onClick={() => answer("retryEdit")}>{t("edit.retry")}</Item>
          <Item onClick={() => answer("dismissEdit")}>{t("edit.give-up")}</Item>
        </>
      )}
      {!isReadOnly && person.merge !== undefined && (
        <>
          <Menu.Separator className="menu-separator" />
          <Item onClick={() => void kith.run("dismissMerges", { account, contact: bareJid })}>
            {t("merge.dismiss")}
          </Item>
        </>
      )}
      {!isReadOnly && person.isOnList && (
        <>
          <Menu.Separator className="menu-separator" />
          <Item onClick={() => kith.setScreen({ dialog: { kind: "edit", person: id } })}>
            {t("contact.edit")}
          </Item>
          <Item onClick={() => kith.setScreen({ dialog: { kind: "move", rows } })}>{t("contact.move")}</Item>
          <Menu.Separator className="menu-separator" />
          <ClipboardItems rows={rows} group={group} />
          <Menu.Separator className="menu-separator" />
          {actsOn(person).map((act) => (
            <Item
              key={act}
              disabled={session.state !== "online"}
              onClick={() => void kith.run("subscription", { account, contact: bareJid, act, message: "" })}
            >
              {t(`act.${act}`)}
            </Item>
          ))}
          <Menu.Separator className="menu-separator" />
          <Item className="menu-danger" onClick={() => void acts.remove([id])}>
            {t("contact.remove")}
          </Item>
        </>
      )}
    </>
  );
}
