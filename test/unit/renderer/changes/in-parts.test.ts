import { expect, test } from "vitest";
import { maxCallBytes } from "../../../../app/contract.ts";
import { inParts } from "../../../../renderer/changes/in-parts.ts";

test("[G4] ten thousand people fit into calls of the allowed size, in order, each once", () => {
  const people = Array.from({ length: 10_000 }, (_, index) => ({
    contact: `person${index}@example.test`,
    from: "Ⱥ".repeat(256),
  }));
  const parts = inParts(people);
  for (const part of parts) expect(JSON.stringify(part).length * 3).toBeLessThan(maxCallBytes);
  expect(parts.flat()).toEqual(people);
});

test("[G4] without people there is no call", () => {
  expect(inParts([])).toEqual([]);
});
