import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/* The sentences on screen have none of the words that make a reader stumble: people have contacts, not a roster. */

const folder = fileURLToPath(new URL("../app/words", import.meta.url));

/** By language: what is avoided as a pattern, and what to write instead. */
const avoided = {
  en: [
    ["whom", "who"],
    ["anew", "again"],
    ["thereby", "a new sentence"],
    ["such", "this, like this"],
    ["stands?|stood", "be"],
    ["be had", "be available, exist"],
    ["lets? (?:\\S+ )?in", "accept, allow"],
    ["wish(?:es|ed)?", "want"],
    ["kin", "family"],
    ["(?:tak(?:e|es|en|ing)|took) (?:\\S+ )?back", "undo"],
    ["puts?", "move, add"],
    ["holds?|held", "pause, keep"],
    ["rosters?", "contacts"],
  ],
  de: [
    ["hiermit|hierdurch|dadurch", "einen neuen Satz"],
    ["mittels|seitens|bezüglich", "mit, von, zu"],
    ["solche?[mnrs]?", "diese, so eine"],
    ["erneut|aufs Neue|von Neuem", "noch einmal"],
    ["voneinander", "wer wessen Status sieht"],
    ["begehr(?:st|t)|wünsch(?:st|t)", "möchtest, willst"],
    ["Ihnen|(?<=[a-zäöüß,;] )Ihr(?:e[mnrs]?)?", "du, dir, dein"],
    ["Roster", "Kontakte"],
  ],
};

const problems = Object.keys(avoided).flatMap((language) =>
  ["", "diagnosis-"].flatMap((prefix) => problemsIn(`${prefix}${language}.ts`, language)),
);
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

/**
 * @param {string} file
 * @param {string} language
 */
function problemsIn(file, language) {
  const words = avoided[/** @type {keyof typeof avoided} */ (language)];
  const lines = readFileSync(join(folder, file), "utf8").split("\n");
  const patterns = words.map(([word, instead]) => ({
    found: new RegExp(`(?<![\\p{L}])(?:${word})(?![\\p{L}])`, language === "de" ? "u" : "iu"),
    instead,
  }));
  return lines.flatMap((line, index) =>
    sentences(line).flatMap((sentence) =>
      patterns.flatMap(({ found, instead }) => {
        const [word] = found.exec(sentence) ?? [];
        return word === undefined
          ? []
          : [`app/words/${file}:${index + 1}: "${word}": write ${instead}, if you can`];
      }),
    ),
  );
}

/**
 * The strings of a line that are no keys; of those in ICU MessageFormat the names of values are left out.
 * @param {string} line
 */
function sentences(line) {
  return [...line.matchAll(/(["'`])((?:(?!\1)[^\\]|\\.)*)\1(\s*:)?/g)].flatMap(([, , text = "", colon]) =>
    colon === undefined ? [text.replaceAll(/\{\w+(?:, \w+)?/g, "{")] : [],
  );
}
