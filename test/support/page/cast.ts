import type { Contact, Subscription } from "../../../app/contact.ts";
import type { BareJid } from "../../../app/jid.ts";
import { type AccountEntries, type AccountSnapshot, forEveryKind, initialFacts } from "../../../app/patch.ts";
import type { ResourcePresence, Show } from "../../../app/presence.ts";
import type { Request } from "../../../app/request.ts";

/* People of Verona and elsewhere, chosen to be hard to draw. */

const juliet = "juliet@capulet.example" as BareJid;

type Presence = AccountEntries["presence"];

interface Role {
  readonly contact: Contact;
  readonly presence?: Presence;
}

function role(
  address: string,
  name: string,
  groups: readonly string[],
  subscription: Subscription,
  more: { readonly ask?: boolean; readonly at?: readonly (readonly [Show, string, string?])[] } = {},
): Role {
  const bareJid = address.toLowerCase() as BareJid;
  const contact = { bareJid, address, name, groups, subscription, ask: more.ask ?? false, approved: false };
  if (more.at === undefined) return { contact };
  const resources = more.at.map(([show, status, resource = "Phone"]): ResourcePresence => ({
    resource,
    show,
    status,
    priority: 0,
  }));
  return { contact, presence: { bareJid, resources } };
}

const roles: readonly Role[] = [
  role("nurse@capulet.example", "Nurse", ["Family", "Household"], "both", {
    at: [["away", "back after supper"]],
  }),
  role("rosaline@verona.example", "Rosaline", ["Family", "Verona"], "to", {
    at: [
      ["available", "", "Phone"],
      ["away", "at the well", "Laptop"],
    ],
  }),
  role("lady@capulet.example", "Lady Capulet", ["Family"], "both"),
  role("tybalt.elder@capulet.example", "Tybalt the Elder", ["Family"], "from"),
  role("benvolio@montague.example", "Benvolio", ["Friends", "Verona"], "both", { at: [["available", ""]] }),
  role("laurence@cell.example", "Friar Laurence", ["Friends"], "both", { at: [["dnd", "herbs"]] }),
  role("mercutio@verona.example", "Mercutio", ["Friends", "Verona", "Work"], "both", {
    at: [["available", "A plague o’ both your houses!"]],
  }),
  role("romeo@montague.example", "Romeo", ["Friends"], "both", { at: [["away", "In the orchard"]] }),
  role("paris@verona.example", "Paris", ["Friends"], "none", { ask: true }),
  role("lixiaolong@example.cn", "李小龍", ["Friends"], "both"),
  role("shahrazad@baghdad.example", "شهرزاد بنت الوزير", ["Friends", "أصدقاء"], "both", {
    at: [["chat", "ألف ليلة وليلة"]],
  }),
  role("eve@example.org", "\u202egnp.evE\u202c", ["Friends"], "both", {
    at: [["available", "\u202etxet desrever"]],
  }),
  role(
    "wolfeschlegel@example.de",
    "Adolph Blaine Charles David Earl Frederick Gerald Hubert Wolfeschlegelsteinhausenbergerdorff",
    ["Work", "A group whose name goes on for longer than any window is wide, as some do"],
    "both",
    {
      at: [
        [
          "xa",
          "on a very long journey through a very long sentence that does not end before the window does",
        ],
      ],
    },
  ),
  role("lines@example.org", "Two\nlines", ["Work"], "both", { at: [["dnd", "first\nsecond\n\nthird"]] }),
  role("zoe@example.org", "Zoë", ["Work"], "none"),
  role("no.name@example.org", "", ["Work"], "both"),
  role("oystein@hauge.example", "Øystein Hauge", [], "both", { at: [["xa", ""]] }),
  role("peter@capulet.example", "Peter", [], "to"),
  role("sampson@capulet.example", "Sampson", ["Household"], "both"),
  role("gregory@capulet.example", "Gregory", ["Household"], "both", { at: [["chat", ""]] }),
  role("emoji@example.org", "🦊 Fox", [], "both", { at: [["available", "🎉"]] }),
];

const requests: readonly Request[] = [
  {
    bareJid: "tybalt@capulet.example" as BareJid,
    address: "tybalt@capulet.example",
    nickname: "Prince of Cats",
    message: "Let me in, cousin.",
    isDeferred: false,
  },
  {
    bareJid: "apothecary@mantua.example" as BareJid,
    address: "apothecary@mantua.example",
    nickname: "",
    message: "",
    isDeferred: false,
  },
  {
    bareJid: "spam@example.net" as BareJid,
    address: "spam@example.net",
    nickname: "Romeo",
    message: "Hello! ".repeat(60),
    isDeferred: false,
  },
];

const groupCount = 40;

/** The cast, or `count` generated people in 40 groups. */
export function cast(count: number | null): AccountSnapshot {
  const all = count === null ? roles : crowd(count);
  return {
    account: juliet,
    ...initialFacts({ address: juliet, show: "available", status: "On the balcony" }),
    ...forEveryKind(() => []),
    session: { state: "online" },
    list: { state: "confirmed" },
    contacts: all.map(({ contact }) => contact),
    presence: all.flatMap(({ presence }) => (presence === undefined ? [] : [presence])),
    requests: count === null ? requests : [],
  };
}

function crowd(count: number): Role[] {
  const shows: readonly Show[] = ["available", "away", "dnd", "xa", "chat"];
  return Array.from({ length: count }, (_, index) => {
    const at =
      index % 3 === 0 ? ([[shows[index % 5] ?? "available", `status ${index}`]] as const) : undefined;
    const groups = [
      `Group ${index % groupCount}`,
      ...(index % 10 === 0 ? [`Group ${(index + 7) % groupCount}`] : []),
    ];
    return role(
      `person${index}@crowd.example`,
      `Person ${(index * 7919) % count}`,
      groups,
      "both",
      at === undefined ? {} : { at },
    );
  });
}
