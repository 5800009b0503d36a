import { expect, test } from "vitest";
import { InTurn } from "../../../main/in-turn.ts";

test("an act waits for the one before it, and an error of one is not another's", async () => {
  const turns = new InTurn();
  const said: string[] = [];
  let end: () => void = () => undefined;
  const first = turns.run(async () => {
    said.push("first begins");
    await new Promise<void>((resolve) => (end = resolve));
    said.push("first ends");
    throw new Error("a bug");
  });
  const second = turns.run(async () => {
    said.push("second");
    return 2;
  });
  await Promise.resolve();
  await Promise.resolve();
  expect(said).toEqual(["first begins"]);
  end();
  await expect(first).rejects.toThrow("a bug");
  expect(await second).toBe(2);
  expect(said).toEqual(["first begins", "first ends", "second"]);
});

test("it is settled when the last act has ended", async () => {
  const turns = new InTurn();
  await turns.settled();
  const bug = turns.run(() => Promise.reject(new Error("a bug")));
  await expect(turns.settled()).rejects.toThrow("a bug");
  await expect(bug).rejects.toThrow("a bug");
  let isDone = false;
  void turns.run(async () => {
    await Promise.resolve();
    isDone = true;
  });
  await turns.settled();
  expect(isDone).toBe(true);
});
