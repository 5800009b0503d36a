import type { BareJid } from "../../../app/jid.ts";
import type { SeededRequest } from "../server/seed.ts";
import type { Answer, Mood } from "./person.ts";

/** One event of the demo: who does what, and when. */
export type Deed =
  | { readonly kind: "be"; readonly mood: Mood }
  | { readonly kind: "ask"; readonly nickname: string; readonly message: string }
  | { readonly kind: "withdraw" }
  | { readonly kind: "answer"; readonly answer: Answer }
  /** Not their own act: another device of the account gives them this name. */
  | { readonly kind: "be-renamed"; readonly name: string };

export interface Beat {
  /** In milliseconds from the moment the account is online. */
  readonly at: number;
  /** The address of the person it is about. */
  readonly who: BareJid;
  readonly deed: Deed;
}

/** What happens first, whatever the seed: some ten seconds that show what a contact list does. */
export const beats: readonly Beat[] = [
  {
    at: 2_500,
    who: "malvolio@illyria.example" as BareJid,
    deed: { kind: "ask", nickname: "Malvolio", message: "I believe you sent me a letter." },
  },
  { at: 4_000, who: "paris@verona.example" as BareJid, deed: { kind: "answer", answer: "accept" } },
  {
    at: 4_500,
    who: "paris@verona.example" as BareJid,
    deed: { kind: "be", mood: { device: "Phone", show: "available", status: "Looking forward to Thursday" } },
  },
  {
    at: 6_000,
    who: "nurse@capulet.example" as BareJid,
    deed: { kind: "be-renamed", name: "Nurse Angelica" },
  },
  { at: 9_000, who: "malvolio@illyria.example" as BareJid, deed: { kind: "withdraw" } },
  { at: 7_500, who: "montague@montague.example" as BareJid, deed: { kind: "answer", answer: "deny" } },
  {
    at: 10_500,
    who: "lady.capulet@capulet.example" as BareJid,
    deed: { kind: "be", mood: { device: "Tablet", show: "available", status: "Choosing curtains" } },
  },
];

/** The requests from before the demo was opened: an ordinary one, one without a message, and one from an impostor. */
export const requests: readonly SeededRequest[] = [
  {
    address: "gregory@capulet.example",
    nickname: "Gregory",
    message: "We met at the feast. I carried the torches.",
  },
  { address: "abram@montague.example" },
  { address: "romeo@rnontague.example", nickname: "Romeo", message: "New address! Let me in here too?" },
];
