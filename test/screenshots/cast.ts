import type { SeedItem } from "../servers/test-server.ts";

/** Somebody on Juliet's list, and on which of their devices they are around. */
export interface Role extends SeedItem {
  readonly at?: readonly Appearance[];
}

interface Appearance {
  readonly resource: string;
  /** The content of the presence stanza; empty for "available" without a status. */
  readonly presence: string;
}

/** Somebody who asks to see Juliet's status. */
interface Suitor {
  readonly user: string;
  readonly nickname: string;
  readonly message: string;
}

const at = (resource: string, status = "", show = ""): Appearance => ({
  resource,
  presence: `${show === "" ? "" : `<show>${show}</show>`}${status === "" ? "" : `<status>${status}</status>`}`,
});

/** People of Verona and elsewhere: every status, every relationship, four scripts, and a name that fits nowhere. */
export const cast: readonly Role[] = [
  {
    jid: "nurse@example.test",
    name: "Nurse",
    groups: ["Family"],
    subscription: "both",
    at: [at("Kitchen", "Back after supper", "away")],
  },
  {
    jid: "lord.capulet@example.test",
    name: "Lord Capulet",
    groups: ["Family"],
    subscription: "both",
    at: [at("Study", "With the Prince until noon", "dnd")],
  },
  {
    jid: "rosaline@example.test",
    name: "Rosaline",
    groups: ["Family", "Verona"],
    subscription: "to",
    at: [at("Phone"), at("Laptop", "At the well", "away")],
  },
  { jid: "lady.capulet@example.test", name: "Lady Capulet", groups: ["Family"], subscription: "both" },
  {
    jid: "romeo@example.test",
    name: "Romeo",
    groups: ["Friends", "Verona"],
    subscription: "both",
    at: [at("Phone", "In the orchard"), at("Laptop", "", "xa")],
  },
  {
    jid: "benvolio@example.test",
    name: "Benvolio",
    groups: ["Friends", "Verona"],
    subscription: "both",
    at: [at("Phone", "Under the sycamores", "chat")],
  },
  {
    jid: "laurence@example.test",
    name: "Friar Laurence",
    groups: ["Friends"],
    subscription: "both",
    at: [at("Cell", "Gathering herbs", "dnd")],
  },
  {
    jid: "mercutio@example.test",
    name: "Mercutio",
    groups: ["Friends"],
    subscription: "both",
    at: [at("Phone", "A plague o’ both your houses!")],
  },
  { jid: "paris@example.test", name: "Paris", groups: ["Friends"], subscription: "none", ask: true },
  {
    jid: "lixiaolong@example.test",
    name: "李小龍",
    groups: ["Friends"],
    subscription: "both",
    at: [at("Phone", "功夫", "away")],
  },
  {
    jid: "shahrazad@example.test",
    name: "شهرزاد بنت الوزير",
    groups: ["Friends"],
    subscription: "both",
    at: [at("Phone", "ألف ليلة وليلة")],
  },
  { jid: "balthasar@example.test", name: "Balthasar", groups: ["Friends"], subscription: "from" },
  {
    jid: "escalus@example.test",
    name: "Escalus",
    groups: ["Verona"],
    subscription: "both",
    at: [at("Court", "", "xa")],
  },
  {
    jid: "valentina@example.test",
    name: "Valentina Montecchi, Contessa di Verona e Signora dell’Adige",
    groups: ["Verona"],
    subscription: "both",
    at: [
      at("Phone", "On the road from Mantua to Verona, and not expected before the end of the week", "away"),
    ],
  },
  { jid: "oystein@example.test", name: "Øystein Hauge", groups: ["Work"], subscription: "both" },
  { jid: "apothecary@example.test", name: "Apothecary", groups: ["Work"], subscription: "none" },
  { jid: "watchman@example.test", subscription: "both", at: [at("Tower")] },
];

export const suitors: readonly Suitor[] = [
  { user: "tybalt", nickname: "Prince of Cats", message: "Let me in, cousin." },
  { user: "sampson", nickname: "", message: "" },
  { user: "gregory", nickname: "Gregory", message: "We met at the feast. I carried the torches." },
];

const givenNames =
  "Abram Adriana Angelica Antonio Beatrice Bianca Cesario Claudio Cressida Diana Emilia Fabian Ferdinand Helena Hero " +
  "Imogen Isabella Jessica Katherine Laertes Leonato Lorenzo Luciana Lysander Malvolio Maria Marina Miranda Nerissa " +
  "Olivia Orlando Orsino Perdita Portia Rosalind Sebastian Silvia Stefano Valentine Viola";
const familyNames =
  "Anselme Belmont Bottom Capulet Costard Dogberry Feste Fluellen Froth Gobbo Lafew Martext Montague Oberon Peaseblossom " +
  "Pistol Quince Quickly Shallow Silence Slender Snout Starveling Touchstone Verges";

/** Where those are who bear the name that the picture of a search looks for. */
const whereabouts: readonly Appearance[] = [
  at("Phone", "On the island"),
  at("Phone"),
  at("Laptop", "Back at four", "away"),
  at("Phone", "Brave new world", "chat"),
  at("Laptop", "In rehearsal", "dnd"),
  at("Phone", "", "xa"),
];

/** As many people as a whole city has, in forty groups; everybody of the cast is among them. */
export function city(size: number): readonly Role[] {
  const given = givenNames.split(" ");
  const family = familyNames.split(" ");
  const strangers = Array.from({ length: size - cast.length }, (_, index): Role => {
    const first = given[index % given.length] ?? "";
    const last = family[Math.floor(index / given.length) % family.length] ?? "";
    const number = Math.floor(index / (given.length * family.length)) + 1;
    const appearance = first === "Miranda" && last === "Shallow" ? whereabouts[number - 1] : undefined;
    return {
      at: appearance === undefined ? [] : [appearance],
      jid: `${first}.${last}.${number}@example.test`.toLowerCase(),
      name: number === 1 ? `${first} ${last}` : `${first} ${last} ${number}`,
      groups: [`Parish ${String((Math.floor(index / 7) % 40) + 1).padStart(2, "0")}`],
      subscription: "both",
    };
  });
  return [...cast, ...strangers];
}
