import { ChevronLeft, ChevronRight } from "lucide-react";
import { type MouseEvent, useEffect, useRef, useState } from "react";
import type { Request } from "../../app/request.ts";
import { shownAddress } from "../../app/shown-address.ts";
import { isSeeing } from "../../app/subscription.ts";
import type { BareJid } from "../../app/jid.ts";
import { isVisible } from "../../app/visible-text.ts";
import { t } from "../../app/words/words.ts";
import { isFocusLost, returnFocus } from "../controls/return-focus.ts";
import { Face } from "../face/face.tsx";
import { oneLine } from "../store/person.ts";
import { useAccount, useKith } from "../store/use-kith.ts";

/**
 * Requests to see our status, one at a time, because strangers can queue up any number. After an answer, its outcome stays
 * in place until the person moves on, so that a second click never answers somebody else.
 */
export function RequestsStrip() {
  const { requests, people } = useAccount();
  const [shown, setShown] = useState<BareJid | null>(null);
  const [accepted, setAccepted] = useState<Request | null>(null);
  const [showsDeferred, setShowsDeferred] = useState(false);

  const open = [...requests.values()].filter((request) => showsDeferred || !request.isDeferred);
  const deferred = requests.size - open.length;
  const index = Math.max(
    0,
    open.findIndex(({ bareJid }) => bareJid === shown),
  );
  const request = open[index];
  const isEmpty = request === undefined && deferred === 0 && accepted === null;
  const wasEmpty = useRef(true);
  useEffect(() => {
    if (!wasEmpty.current && request === undefined && accepted === null && isFocusLost()) returnFocus();
    wasEmpty.current = isEmpty;
  }, [isEmpty, request, accepted]);
  if (isEmpty) return null;
  const step = (by: number) => setShown(open[(index + by + open.length) % open.length]?.bareJid ?? null);

  return (
    <section className="requests" aria-label={t("requests.name")}>
      <div className="requests-head">
        <h2>{t("requests.name")}</h2>
        {open.length > 1 && accepted === null && (
          <span className="requests-steps">
            <button
              type="button"
              className="icon-button"
              aria-label={t("requests.previous")}
              onClick={() => step(-1)}
            >
              <ChevronLeft size={16} aria-hidden="true" />
            </button>
            <bdi>{t("requests.position", { index: index + 1, count: open.length })}</bdi>
            <button
              type="button"
              className="icon-button"
              aria-label={t("requests.next")}
              onClick={() => step(1)}
            >
              <ChevronRight size={16} aria-hidden="true" />
            </button>
          </span>
        )}
        {deferred > 0 && (
          <span className="requests-deferred">
            {t("requests.deferred", { count: deferred })}
            <button type="button" className="link" onClick={() => setShowsDeferred(true)}>
              {t("requests.show")}
            </button>
          </span>
        )}
      </div>
      {accepted !== null ? (
        <Accepted
          request={accepted}
          canAsk={!isSeeingAlready(people.get(accepted.bareJid)?.contact)}
          onDone={() => setAccepted(null)}
        />
      ) : (
        request !== undefined && (
          <RequestCard
            key={request.bareJid}
            request={request}
            onAccepted={() => setAccepted(request)}
            onDeferred={() => setShowsDeferred(false)}
          />
        )
      )}
    </section>
  );
}

function RequestCard(props: {
  readonly request: Request;
  readonly onAccepted: () => void;
  readonly onDeferred: () => void;
}) {
  const { request, onAccepted, onDeferred } = props;
  const kith = useKith();
  const { account } = useAccount();
  const answer = async (event: MouseEvent, answer: "accept" | "deny" | "not-now") => {
    // The second half of a double click was meant for the request that was just answered.
    if (event.detail > 1) return;
    const result = await kith.run("answerRequest", { account, contact: request.bareJid, answer });
    if (!result.ok) return;
    if (answer === "accept") onAccepted();
    if (answer === "not-now") onDeferred();
  };
  const card = useRef<HTMLFieldSetElement>(null);
  useEffect(() => takeLostFocus(card.current), []);
  return (
    <fieldset ref={card} tabIndex={-1} aria-label={shownAddress(request.address)} className="request">
      <Face bareJid={request.bareJid} name={nameOf(request)} availability={null} />
      <div className="request-text">
        {oneLine(request.nickname) !== "" && (
          <span className="request-name">
            <bdi>{oneLine(request.nickname)}</bdi>
          </span>
        )}
        <span className="request-address">
          <bdi>{shownAddress(request.address)}</bdi>
        </span>
        {!isVisible(request.message) ? (
          <p className="muted">{t("requests.wants")}</p>
        ) : (
          <p className="request-message">
            <bdi>{request.message.trim()}</bdi>
          </p>
        )}
      </div>
      <div className="request-acts">
        <button
          type="button"
          className="button button-primary"
          onClick={(event) => void answer(event, "accept")}
        >
          {t("requests.accept")}
        </button>
        <button type="button" className="button" onClick={(event) => void answer(event, "deny")}>
          {t("requests.deny")}
        </button>
        {!request.isDeferred && (
          <button
            type="button"
            className="button button-quiet"
            onClick={(event) => void answer(event, "not-now")}
          >
            {t("requests.not-now")}
          </button>
        )}
      </div>
    </fieldset>
  );
}

function Accepted(props: {
  readonly request: Request;
  readonly canAsk: boolean;
  readonly onDone: () => void;
}) {
  const { request, canAsk, onDone } = props;
  const name = nameOf(request);
  const kith = useKith();
  const { account } = useAccount();
  const ask = async () => {
    onDone();
    await kith.run("subscription", { account, contact: request.bareJid, act: "ask", message: "" });
  };
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => takeLostFocus(card.current), []);
  return (
    <div ref={card} tabIndex={-1} className="request-done">
      <p>
        <bdi>{t("requests.accepted", { name })}</bdi>
      </p>
      {name !== shownAddress(request.address) && (
        <p className="request-address muted">
          <bdi>{shownAddress(request.address)}</bdi>
        </p>
      )}
      <div className="request-acts">
        {canAsk && (
          <button type="button" className="button" onClick={() => void ask()}>
            {t("act.ask")}
          </button>
        )}
        <button type="button" className="button button-quiet" onClick={onDone}>
          {t("requests.done")}
        </button>
      </div>
    </div>
  );
}

/** The answered card had the focus. Its replacement gets it, but none of its buttons, so that Enter answers nothing. */
function takeLostFocus(card: HTMLElement | null): void {
  if (isFocusLost()) card?.focus();
}

function nameOf({ nickname, address }: Request): string {
  return oneLine(nickname) || shownAddress(address);
}

function isSeeingAlready(contact: Parameters<typeof isSeeing>[0] | undefined): boolean {
  return contact !== undefined && (isSeeing(contact) || contact.ask);
}
