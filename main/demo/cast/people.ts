import type { Subscription } from "../../../app/contact.ts";
import type { BareJid } from "../../../app/jid.ts";
import type { Show } from "../../../app/presence.ts";
import type { Picture } from "./picture/draw.ts";
import type { Ground, Motif } from "./picture/motifs.ts";
import type { Answer, Listing, Mood, Person } from "./person.ts";

/** The account whose list the demo shows. */
export const self = "juliet@capulet.example" as BareJid;

const on = (device: string, status = "", show: Show = "available"): Mood => ({ device, show, status });

interface Traits {
  readonly subscription?: Subscription;
  readonly ask?: boolean;
  readonly isBlocked?: boolean;
  readonly opening?: readonly Mood[];
  readonly later?: readonly (Mood | "gone")[];
  readonly answer?: Answer;
  readonly plea?: string;
  readonly picture?: readonly [Motif, Ground?];
}

function person(address: string, listed: Listing | null, traits: Traits): Person {
  const { opening = [], later = [], answer = "accept", plea = null, picture } = traits;
  return { address: address as BareJid, listed, opening, later, answer, plea, picture: toPicture(picture) };
}

function toPicture(picture: Traits["picture"]): Picture | null {
  if (picture === undefined) return null;
  const [motif, ground] = picture;
  return ground === undefined ? { motif } : { motif, ground };
}

/** Somebody on Juliet's list. */
function contact(address: string, name: string, groups: readonly string[], traits: Traits = {}): Person {
  const { subscription = "both", ask = false, isBlocked = false } = traits;
  return person(address, { name, groups, subscription, ask, isBlocked }, traits);
}

const family: readonly Person[] = [
  contact("nurse@capulet.example", "Nurse", ["Family", "Neighbours"], {
    opening: [on("Kitchen", "Back after supper", "away")],
    later: [on("Kitchen", "There is soup left"), on("Kitchen", "My poor feet", "away"), on("Kitchen")],
    picture: ["cup"],
  }),
  contact("capulet@capulet.example", "Father", ["Family"], {
    opening: [on("Study", "On the telephone until noon", "dnd")],
    later: [on("Study", "Guest list for Sunday"), on("Study", "Doing the accounts", "dnd"), "gone"],
    picture: ["tower"],
  }),
  contact("lady.capulet@capulet.example", "Mother", ["Family"], {
    later: [on("Tablet", "At the hairdresser", "away"), "gone", on("Tablet", "Choosing curtains")],
    picture: ["blossom", "plum"],
  }),
  contact("tybalt@capulet.example", "Tybalt", ["Family"], {
    opening: [on("Phone", "Fencing until six", "dnd")],
    later: [on("Phone", "Won all three"), on("Phone", "", "dnd"), "gone"],
    picture: ["cat"],
  }),
  contact("rosaline@verona.example", "Rosaline", ["Family", "Music"], {
    subscription: "to",
    opening: [on("Phone"), on("Laptop", "Reading for the exam", "away")],
    later: [on("Phone", "Exam on Thursday", "dnd"), on("Phone", "Off to practice"), "gone"],
    answer: "deny",
    picture: ["leaf"],
  }),
  contact("antonio@capulet.example", "Uncle Antonio", ["Family"]),
  contact(
    "valentina@verona.example",
    "Valentina Montecchi, Contessa di Verona e Signora dell’Adige",
    ["Family", "Music"],
    {
      opening: [
        on("Phone", "On the road from Mantua to Verona, and not expected before the end of the week", "away"),
      ],
      later: ["gone", on("Phone", "Somewhere between Mantua and Verona, still", "xa")],
      picture: ["tower", "gold"],
    },
  ),
];

const friends: readonly Person[] = [
  contact("romeo@montague.example", "Romeo", ["Friends", "Theatre"], {
    opening: [on("Phone", "In the orchard"), on("Laptop", "", "xa")],
    later: [on("Phone", "Writing, badly"), on("Phone", "Out walking", "away"), on("Phone", "Home")],
    plea: "I cannot see you any more. Did I say something wrong?",
    picture: ["moon"],
  }),
  contact("benvolio@montague.example", "Benvolio", ["Friends", "Theatre"], {
    opening: [on("Phone", "Under the sycamores, come by", "chat")],
    later: [on("Phone", "Anybody for lunch?", "chat"), on("Phone", "Lunch", "away"), on("Phone")],
    picture: ["hills"],
  }),
  contact("mercutio@verona.example", "Mercutio", ["Friends", "Theatre"], {
    opening: [on("Phone", "Third coffee")],
    later: [on("Phone", "Fourth coffee"), on("Phone", "Asleep, do not ring", "xa"), "gone"],
    plea: "Was it the joke about the Prince? It was the joke about the Prince.",
    picture: ["mask"],
  }),
  contact("balthasar@montague.example", "Balthasar", ["Friends"], {
    subscription: "from",
    opening: [on("Phone", "On an errand to Mantua")],
    later: [on("Phone", "Back in Verona"), "gone"],
    picture: ["boat", "sky"],
  }),
  contact("paris@verona.example", "Paris", ["Friends"], {
    subscription: "none",
    ask: true,
    later: [on("Phone", "Choosing flowers"), on("Phone", "At the tailor’s", "away")],
    picture: ["lemon"],
  }),
  contact("daiyu@garden.example", "林黛玉", ["Friends", "Music"], {
    opening: [on("Phone", "在园子里", "away")],
    later: [on("Phone", "写诗"), on("Phone", "下雨了", "away")],
    picture: ["blossom"],
  }),
  contact("shahrazad@baghdad.example", "شهرزاد بنت الوزير", ["Friends"], {
    opening: [on("Phone", "أروي حكاية كل ليلة")],
    later: [on("Phone", "الحكاية لم تنته بعد", "chat"), on("Phone", "", "away")],
    picture: ["moon", "plum"],
  }),
  // Unicode has no single character for this letter with this mark: it can be written in no other way.
  contact("aduke@lagos.example", "Adùkẹ\u0301 Ọláoyè", ["Friends", "Music"], {
    opening: [on("Laptop", "Marking essays", "dnd")],
    later: [on("Laptop", "Two essays to go", "dnd"), on("Phone", "Done, and out")],
    picture: ["lemon", "plum"],
  }),
  contact("viola@illyria.example", "Viola", ["Friends", "Theatre"], {
    opening: [on("Phone", "Looking for my brother")],
    later: [on("Phone", "Found him"), on("Phone", "By the sea", "away")],
    picture: ["waves"],
  }),
  contact("sebastian@illyria.example", "Sebastian", ["Friends"], {
    later: [on("Phone", "Just off the ship"), on("Phone", "Looking for my sister"), "gone"],
    picture: ["boat"],
  }),
];

const neighbours: readonly Person[] = [
  contact("laurence@verona.example", "Friar Laurence", ["Neighbours", "Music"], {
    opening: [on("Cell", "Gathering herbs", "dnd")],
    later: [on("Cell", "Drying herbs"), on("Cell", "Evening prayer", "away"), on("Cell")],
    picture: ["leaf", "sand"],
  }),
  contact("escalus@verona.example", "Prince Escalus", ["Neighbours"], {
    opening: [on("Court", "", "xa")],
    later: [on("Court", "Open hours until five"), on("Court", "", "xa")],
    picture: ["tower", "sky"],
  }),
  contact("potpan@capulet.example", "Potpan", ["Neighbours"], {
    opening: [on("Phone", "Spare marzipan, first come first served", "chat")],
    later: [on("Phone", "No more marzipan"), on("Phone", "Washing up", "away")],
  }),
  contact("peter@capulet.example", "Peter", ["Neighbours", "Theatre"], {
    later: [on("Phone", "Who wrote this list? I cannot read a word"), "gone"],
  }),
  contact("montague@montague.example", "Signor Montague", ["Neighbours"], {
    subscription: "none",
    ask: true,
    answer: "deny",
  }),
];

const theatre: readonly Person[] = [
  contact("quince@athens.example", "Peter Quince", ["Theatre"], {
    opening: [on("Laptop", "Rehearsal at eight. Bring the wall.")],
    later: [on("Laptop", "Rehearsing", "dnd"), on("Laptop", "Who has the wall?")],
    picture: ["mask", "night"],
  }),
  contact("bottom@athens.example", "Nick Bottom", ["Theatre", "Music"], {
    opening: [on("Phone", "I can play the lion too", "chat")],
    later: [on("Phone", "Learning lines, slowly", "away"), on("Phone", "Had the strangest dream")],
    picture: ["mask", "gold"],
  }),
  contact("flute@athens.example", "Francis Flute", ["Theatre"], {
    opening: [on("Phone", "Mending the bellows", "away")],
    later: [on("Phone", "I have a beard coming"), "gone"],
  }),
  contact("snout@athens.example", "Tom Snout", ["Theatre"], {
    later: [on("Phone", "Being a wall"), "gone"],
    picture: ["tower", "cream"],
  }),
  contact("starveling@athens.example", "Robin Starveling", ["Theatre"]),
];

const music: readonly Person[] = [
  contact("feste@illyria.example", "Feste", ["Music", "Theatre"], {
    opening: [on("Phone", "It raineth every day")],
    later: [on("Phone", "New song on Friday", "chat"), on("Phone", "", "away")],
    picture: ["note"],
  }),
  contact("hero@messina.example", "Hero", ["Music"], {
    subscription: "none",
    opening: [on("Phone", "Humming the alto line")],
    later: [on("Phone", "Alto line learnt"), on("Phone", "Trying on veils", "away")],
    picture: ["note", "coral"],
  }),
  contact("ursula@messina.example", "Ursula", ["Music"], {
    opening: [on("Tablet", "", "away")],
    later: [on("Tablet", "Copying scores"), "gone"],
  }),
];

const work: readonly Person[] = [
  contact("portia@belmont.example", "Portia", ["Work", "Friends"], {
    opening: [on("Phone", "In court until three", "dnd")],
    later: [on("Laptop", "Case won"), on("Laptop", "Reading contracts", "dnd")],
    picture: ["hills", "gold"],
  }),
  contact("nerissa@belmont.example", "Nerissa", ["Work"], {
    opening: [on("Laptop", "At the front desk", "chat")],
    later: [on("Laptop", "Lunch", "away"), on("Laptop", "At the front desk", "chat")],
  }),
  contact("antonio@venice.example", "Antonio", ["Work"], {
    opening: [on("Harbour", "Waiting for the ships", "away")],
    later: [on("Harbour", "One ship in"), on("Harbour", "All the ships are in", "chat")],
    picture: ["boat", "rose"],
  }),
  contact("bassanio@venice.example", "Bassanio", ["Work"], {
    later: [on("Phone", "Which box?"), on("Phone", "The lead one", "chat"), "gone"],
    picture: ["waves", "gold"],
  }),
  contact("jessica@venice.example", "Jessica", ["Work", "Friends"], {
    opening: [on("Phone", "Working from Belmont")],
    later: [on("Phone", "Look at that moon", "away"), on("Phone")],
    picture: ["moon", "sea"],
  }),
  contact("oystein@bergen.example", "Øystein Hauge", ["Work"], {
    later: [on("Laptop", "Ringer i dag"), "gone"],
    picture: ["hills", "sea"],
  }),
];

const ungrouped: readonly Person[] = [
  contact("watchman@verona.example", "", [], {
    opening: [on("Tower", "All is well")],
    later: [on("Tower", "Ten o’clock, and all is well"), on("Tower", "On the round", "away")],
  }),
  contact("friar.john@mantua.example", "Friar John", [], {
    subscription: "none",
    ask: true,
    answer: "silence",
  }),
  contact("apothecary@mantua.example", "Apothecary", [], {
    subscription: "none",
    opening: [on("Shop")],
    answer: "deny",
  }),
  contact("iago@venice.example", "Iago", [], {
    subscription: "none",
    isBlocked: true,
    opening: [on("Phone", "I am not what I am")],
    answer: "silence",
  }),
];

/** People who are not on the list until they ask, or are added by their address. */
const strangers: readonly Person[] = [
  person("gregory@capulet.example", null, {
    opening: [on("Phone", "Carrying the torches")],
    picture: ["cat", "sky"],
  }),
  person("abram@montague.example", null, { opening: [on("Phone")] }),
  // An r and an n instead of an m. Only they themselves say who they are.
  person("romeo@rnontague.example", null, { opening: [on("Phone")], answer: "silence" }),
  person("malvolio@illyria.example", null, { opening: [on("Phone", "Yellow is my colour")] }),
  person("beatrice@messina.example", null, {
    opening: [on("Phone", "I was born to speak all mirth", "chat")],
    picture: ["blossom", "sea"],
  }),
];

/** Everybody, contacts first, in no particular order. */
export const people: readonly Person[] = [
  ...family,
  ...friends,
  ...neighbours,
  ...theatre,
  ...music,
  ...work,
  ...ungrouped,
  ...strangers,
];
