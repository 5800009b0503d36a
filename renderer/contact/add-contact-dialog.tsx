import { useState } from "react";
import { shownAddress } from "../../app/shown-address.ts";
import { readTypedAddress } from "../../app/typed-address.ts";
import { limits, typedGroups } from "../../app/typed.ts";
import { t } from "../../app/words/words.ts";
import { FormDialog } from "../controls/form-dialog.tsx";
import { Field } from "../controls/field.tsx";
import { useAccount, useKith } from "../store/use-kith.ts";
import { type GroupsDraft, noDraft, typedDraft } from "./groups-draft.ts";
import { GroupsField } from "./groups-field.tsx";
import { knownGroups } from "../store/known-groups.ts";
import { looksLikeAddress } from "./looks-like-address.ts";
import { useCommandForm } from "../controls/use-command-form.ts";

/** Adds a contact. A search without a match is filled in: as the address if it may be one, otherwise as the name. */
export function AddContactDialog({
  typed,
  onClose,
}: {
  readonly typed: string;
  readonly onClose: () => void;
}) {
  const kith = useKith();
  const { account, people } = useAccount();
  const isAddress = looksLikeAddress(typed);
  const [address, setAddress] = useState(isAddress ? typed : "");
  const read = readTypedAddress(address);
  const meant = read === undefined ? "" : shownAddress(read.address);
  // Null until the person edits the field. Until then it shows the value from a link in the address, if there is one.
  const [ownName, setName] = useState(isAddress || typed === "" ? null : typed);
  const name = ownName ?? (read?.name ?? "").slice(0, limits.name);
  const [ownGroups, setGroups] = useState<GroupsDraft | null>(null);
  const groups = ownGroups ?? draftOf(read?.groups ?? []);
  const [message, setMessage] = useState("");
  const [isAsking, setIsAsking] = useState(true);
  const { failure, submit } = useCommandForm(() => {
    kith.setScreen({ query: "" });
    onClose();
  });
  const add = () =>
    kith.call("addContact", {
      account,
      address: read?.address ?? address.trim(),
      name,
      groups: typedDraft(groups),
      message: isAsking ? message : "",
      ask: isAsking,
    });
  return (
    <FormDialog
      title={t("add.title")}
      failure={failure}
      submit={t("add.submit")}
      onSubmit={submit(add)}
      onClose={onClose}
    >
      <Field
        label={t("add.address")}
        value={address}
        hint={meant === "" || meant === address.trim() ? undefined : t("add.meant", { address: meant })}
        onChange={(event) => {
          setAddress(event.target.value);
          if (ownName === "") setName(null);
          if (ownGroups !== null && typedDraft(ownGroups).length === 0) setGroups(null);
        }}
        inputMode="email"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={address === ""}
        isWrong={failure?.code.startsWith("address-") === true}
      />
      <Field
        label={t("add.name")}
        value={name}
        onChange={(event) => setName(event.target.value)}
        maxLength={limits.name}
        autoComplete="off"
        dir="auto"
      />
      <GroupsField draft={groups} onChange={setGroups} known={knownGroups(people)} />
      <label className="check">
        <input type="checkbox" checked={isAsking} onChange={(event) => setIsAsking(event.target.checked)} />
        {t("add.ask")}
      </label>
      <Field
        label={t("add.message")}
        value={message}
        onChange={(event) => setMessage(event.target.value)}
        maxLength={limits.message}
        disabled={!isAsking}
        autoComplete="off"
        dir="auto"
      />
    </FormDialog>
  );
}

function draftOf(groups: readonly string[]): GroupsDraft {
  const clean = typedGroups(groups);
  return clean.ok && clean.value.length > 0 ? { chosen: clean.value, typed: "" } : noDraft;
}
