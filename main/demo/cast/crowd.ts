import type { BareJid } from "../../../app/jid.ts";
import { shows } from "../../../app/presence.ts";
import type { Mood, Person } from "./person.ts";
import { pick, seededRandom, type Random } from "./random.ts";

/** How many groups a crowd has. */
export const crowdGroups = 40;
/** The most people of a crowd who are online at once. */
const maxAround = 2_000;

const givenNames =
  "Abram Adriana Angelica Antonio Beatrice Bianca Cesario Claudio Cressida Diana Emilia Fabian Ferdinand Helena Hero " +
  "Imogen Isabella Jessica Katherine Laertes Leonato Lorenzo Luciana Lysander Malvolio Maria Marina Miranda Nerissa " +
  "Olivia Orlando Orsino Perdita Portia Rosalind Sebastian Silvia Stefano Valentine Viola";
const familyNames =
  "Anselme Belmont Bottom Capulet Costard Dogberry Feste Fluellen Froth Gobbo Lafew Martext Montague Oberon Peaseblossom " +
  "Pistol Quince Quickly Shallow Silence Slender Snout Starveling Touchstone Verges";
const streets =
  "Baker Bell Bridge Canal Castle Chapel Church Cloister Corn Court Cross Ferry Fish Forest Garden Gate Glass Harbour High " +
  "Hill King Lake Lantern Market Meadow Mill Mint New Old Orchard Park Queen River School Silver Spring Station Tanner " +
  "Theatre Wall";
const words = [
  "",
  "",
  "At the market",
  "Back at four",
  "On the way home",
  "In a meeting",
  "Working from home",
  "Having lunch",
  "Out with the dog",
  "Reading",
  "Ask me anything",
  "Under the weather",
];

/**
 * Makes this many people, all on the list, in forty groups, a few of them in two. A little more than a quarter are
 * online, within limits. The same seed makes the same people.
 */
export function crowd(size: number, seed: number): Person[] {
  const random = seededRandom(seed);
  const given = givenNames.split(" ");
  const family = familyNames.split(" ");
  const groups = streets.split(" ").map((street) => `${street} Street`);
  const isAround = Math.min(0.28, maxAround / size);
  return Array.from({ length: size }, (_, index): Person => {
    const first = given[index % given.length] ?? "";
    const last = family[Math.floor(index / given.length) % family.length] ?? "";
    const round = Math.floor(index / (given.length * family.length)) + 1;
    // Shifted by one for each family name: there are as many given names as groups, and otherwise everybody in a group would have the same one.
    const home = groups[(index + Math.floor(index / given.length)) % crowdGroups] ?? "";
    const second = random() < 0.08 ? pick(random, groups) : undefined;
    const around = random() < isAround;
    return {
      address: `${first}.${last}${round === 1 ? "" : `.${round}`}@verona.example`.toLowerCase() as BareJid,
      listed: {
        name: round === 1 ? `${first} ${last}` : `${first} ${last} ${round}`,
        groups: second === undefined || second === home ? [home] : [home, second],
        subscription: "both",
        ask: false,
        isBlocked: false,
      },
      opening: around ? [mood(random)] : [],
      later: around ? [mood(random), "gone", mood(random)] : [],
      answer: "accept",
      plea: null,
      picture: null,
    };
  });
}

function mood(random: Random): Mood {
  const show = random() < 0.5 ? "available" : (pick(random, shows) ?? "available");
  return { device: "Phone", show, status: pick(random, words) ?? "" };
}
