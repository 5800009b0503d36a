import { Menu } from "@base-ui/react/menu";
import { useMemo } from "react";
import { isReadable } from "../../app/readable-jid.ts";
import { shownAddress } from "../../app/shown-address.ts";
import { isVisible } from "../../app/visible-text.ts";
import { t } from "../../app/words/words.ts";
import { openChat } from "../contact/open-chat.ts";
import { ContactItems } from "../menus/row-menu.tsx";
import { MenuPopup } from "../controls/menu-popup.tsx";
import { Face } from "../face/face.tsx";
import { groupName } from "../rows/group-name.ts";
import { mergedOf, relationshipWords, troubleOf } from "../rows/row-words.ts";
import { readRowKey } from "../store/row-id.ts";
import { SelectionDetails } from "./selection-details.tsx";
import { actsOn, availabilityOf, oneLine, type Person } from "../store/person.ts";
import { useAccount, useKith, useKithState, usePerson } from "../store/use-kith.ts";
import { useIsWide } from "../controls/use-is-wide.ts";

/** Beside the list if there is room: everything about the person who is selected in it. */
export function DetailsPane() {
  const isWide = useIsWide();
  return isWide ? <Details /> : null;
}

function Details() {
  const current = useKithState((state) => state.screen.current);
  const row = useMemo(() => (current === null ? null : readRowKey(current)), [current]);
  const person = usePerson(row?.person ?? null);
  const isSeveral = useKithState((state) => state.screen.selection.keys.size > 1);
  return (
    <section className="details" aria-label={t("details.name")}>
      {isSeveral ? (
        <SelectionDetails />
      ) : person === undefined ? (
        <p className="details-none">{t("details.none")}</p>
      ) : (
        <PersonDetails key={person.bareJid} person={person} group={row?.group ?? null} />
      )}
    </section>
  );
}

function PersonDetails({ person, group }: { readonly person: Person; readonly group: string | null }) {
  const kith = useKith();
  const { account, session } = useAccount();
  const { bareJid, contact } = person;
  const isOnline = session.state === "online";
  const trouble = troubleOf(person, isOnline);
  const merged = mergedOf(person);
  return (
    <div className="details-body">
      <Face
        bareJid={bareJid}
        name={person.name}
        availability={availabilityOf(person, isOnline)}
        size="large"
      />
      <h2>
        <bdi>{person.name}</bdi>
      </h2>
      <p className="details-address">
        <bdi>{shownAddress(contact.address)}</bdi>
      </p>
      <div className="details-acts">
        {isReadable(bareJid) && (
          <button type="button" className="button button-primary" onClick={() => openChat(contact.address)}>
            {t("contact.open-chat")}
          </button>
        )}
        {person.isOnList && (
          <button
            type="button"
            className="button"
            onClick={() => kith.setScreen({ dialog: { kind: "edit", person: person.id } })}
          >
            {t("contact.edit")}
          </button>
        )}
        <Menu.Root>
          <Menu.Trigger className="button button-quiet">{t("contact.more")}</Menu.Trigger>
          <MenuPopup align="start">
            <ContactItems row={{ person: person.id, group }} isReadOnly={false} />
          </MenuPopup>
        </Menu.Root>
      </div>
      {trouble !== undefined && (
        <div className="card card-warning">
          <p>{trouble}</p>
          <button
            type="button"
            className="link link-quiet"
            onClick={() => void kith.run("dismissTrouble", { account, contact: bareJid })}
          >
            {t("trouble.dismiss")}
          </button>
        </div>
      )}
      {merged !== undefined && (
        <div className="card card-warning">
          <p>{merged}</p>
          <button
            type="button"
            className="link link-quiet"
            onClick={() => void kith.run("dismissMerges", { account, contact: bareJid })}
          >
            {t("merge.dismiss")}
          </button>
        </div>
      )}
      <section className="card">
        <h3>
          <bdi>{t("details.relationship", { name: person.name })}</bdi>
        </h3>
        <p>{relationshipWords(person)}</p>
        {person.isOnList && (
          <div className="card-acts">
            {actsOn(person).map((act) => (
              <button
                key={act}
                type="button"
                className="button"
                // Not `disabled`: the focus stays while the connection comes and goes.
                aria-disabled={!isOnline}
                onClick={() => {
                  if (isOnline)
                    void kith.run("subscription", { account, contact: bareJid, act, message: "" });
                }}
              >
                {t(`act.${act}`)}
              </button>
            ))}
          </div>
        )}
      </section>
      <section className="card">
        <h3>{t("details.groups")}</h3>
        {contact.groups.length === 0 ? (
          <p className="muted">{t("details.no-groups")}</p>
        ) : (
          <ul className="chips-plain">
            {contact.groups.map((name) => (
              <li className="chip" key={name}>
                <bdi>{groupName(name)}</bdi>
              </li>
            ))}
          </ul>
        )}
      </section>
      <Whereabouts person={person} isOnline={isOnline} />
    </div>
  );
}

function Whereabouts({ person, isOnline }: { readonly person: Person; readonly isOnline: boolean }) {
  const nowhere = isOnline ? t("details.nowhere") : t("details.unknown");
  return (
    <section className="card">
      <h3>{t("details.where")}</h3>
      {!isOnline || person.resources.length === 0 ? (
        <p className="muted">{nowhere}</p>
      ) : (
        <dl className="whereabouts">
          {person.resources.map(({ resource, show, status }) => (
            <div key={resource}>
              <dt>
                <bdi>{oneLine(resource) || t("details.unnamed")}</bdi>
              </dt>
              <dd>
                {t(`show.${show}`)}
                {isVisible(status) && <bdi className="whereabouts-status">{status}</bdi>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
