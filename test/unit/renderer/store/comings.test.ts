import { expect, test } from "vitest";
import { Comings } from "../../../../renderer/store/comings.ts";
import { jid } from "../people.ts";

const romeo = jid("romeo@x");
const nurse = jid("nurse@x");

test("[F8] nobody is marked in the first moments online, or for what happened while offline", () => {
  const comings = new Comings();
  comings.note(romeo, "came", 0);
  comings.setOnline(true, 0);
  comings.note(romeo, "came", 9_999);
  expect(comings.of(romeo)).toBeUndefined();
  comings.note(romeo, "came", 10_000);
  expect(comings.of(romeo)).toBe("came");
  comings.setOnline(false, 11_000);
  comings.setOnline(true, 12_000);
  comings.note(nurse, "came", 13_000);
  expect(comings.of(nurse)).toBeUndefined();
});

test("[F8] a mark ends after its time, the newest mark counts, and other marks stay", () => {
  const comings = new Comings();
  comings.setOnline(true, 0);
  comings.note(romeo, "came", 20_000);
  comings.note(nurse, "came", 21_000);
  comings.note(romeo, "went", 22_000);
  expect(comings.of(romeo)).toBe("went");
  expect(comings.nextEnd).toBe(29_000);
  expect(comings.end(29_000)).toEqual([nurse]);
  expect(comings.end(30_000)).toEqual([romeo]);
  expect(comings.nextEnd).toBeUndefined();
});
