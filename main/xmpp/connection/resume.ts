import { ok } from "../../../app/result.ts";
import { Acknowledgements } from "./acknowledgements.ts";
import { type Element, xml } from "./element.ts";
import { refuse, type Step } from "./failures.ts";
import type { ResumeToken } from "./stream.ts";
import type { Wire } from "./wire.ts";

export const smNs = "urn:xmpp:sm:3";

/** A lost stream that a fresh connection can resume. */
export class SavedStream implements ResumeToken {
  readonly kind = "xep-0198";
  readonly fullJid: string;
  readonly acknowledgements: Acknowledgements;

  constructor(fullJid: string, acknowledgements: Acknowledgements) {
    this.fullJid = fullJid;
    this.acknowledgements = acknowledgements;
  }
}

export function offersStreamManagement(features: Element): boolean {
  return features.getChild("sm", smNs) !== undefined;
}

/**
 * Resumes the saved stream (XEP-0198 5). True if it continues, with everything sent again that had not arrived. False
 * if the server no longer knows it; then bind a fresh one on the same connection.
 */
export async function resumeStream(wire: Wire, saved: SavedStream, timeout: number): Step<boolean> {
  const { acknowledgements } = saved;
  void wire.write(
    xml("resume", { xmlns: smNs, previd: acknowledgements.id, h: String(acknowledgements.handled) }),
  );
  const answer = await wire.next(timeout, isAnswer);
  if (!answer.ok) return answer;
  if (!answer.value.is("resumed", smNs)) return ok(false);
  if (!acknowledgements.acknowledge(Number(answer.value.attrs["h"]))) return refuse("malformed-stream");
  void wire.writeText(acknowledgements.takeUp().join(""));
  return ok(true);
}

/** Enables stream management; null if the server refuses. */
export async function enableResumption(wire: Wire, timeout: number): Step<Acknowledgements | null> {
  void wire.write(xml("enable", { xmlns: smNs, resume: "true" }));
  let earlier = 0;
  const answer = await wire.next(timeout, (element) => {
    if (isAnswer(element)) return true;
    earlier += 1;
    return false;
  });
  if (!answer.ok) return answer;
  const { attrs } = answer.value;
  if (!answer.value.is("enabled", smNs)) return ok(null);
  const isResumable = /^(true|1)$/.test(attrs["resume"] ?? "");
  return ok(new Acknowledgements(isResumable ? (attrs["id"] ?? "") : "", earlier));
}

function isAnswer(element: Element): boolean {
  return element.getNS() === smNs && /^(enabled|resumed|failed)$/.test(element.name);
}
