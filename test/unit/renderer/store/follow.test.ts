import { describe, expect, test } from "vitest";
import { fail, ok } from "../../../../app/result.ts";
import { follow } from "../../../../renderer/store/follow.ts";
import { manualBridge } from "../manual-bridge.ts";
import { snapshot } from "../people.ts";

function following() {
  const main = manualBridge();
  const seen: (number | string)[] = [];
  const stop = follow(main.bridge, {
    onSnapshot: ({ revision }) => seen.push(`snapshot ${revision}`),
    onPatch: ({ revision }) => seen.push(revision),
    onBridge: () => {},
  });
  return { main, seen, stop };
}

describe("following main", () => {
  test("a patch between the request and its answer is not lost, and none is applied twice", async () => {
    const { main, seen } = following();
    main.patch({ revision: 4 });
    main.patch({ revision: 5 });
    main.patch({ revision: 6 });
    await main.answer(ok(snapshot(4)));
    expect(seen).toEqual(["snapshot 4", 5, 6]);
  });

  test("a patch that skips a number is not applied, and the snapshot is requested again", async () => {
    const { main, seen } = following();
    await main.answer(ok(snapshot(1)));
    main.patch({ revision: 3 });
    main.patch({ revision: 4 });
    expect(seen).toEqual(["snapshot 1"]);
    expect(main.asked()).toBe(1);
    await main.answer(ok(snapshot(3)));
    expect(seen).toEqual(["snapshot 1", "snapshot 3", 4]);
  });

  test("a gap among the buffered patches requests it again as well", async () => {
    const { main, seen } = following();
    main.patch({ revision: 3 });
    await main.answer(ok(snapshot(1)));
    expect(main.asked()).toBe(1);
    await main.answer(ok(snapshot(3)));
    expect(seen).toEqual(["snapshot 1", "snapshot 3"]);
  });

  test("an old patch after the snapshot changes nothing", async () => {
    const { main, seen } = following();
    await main.answer(ok(snapshot(7)));
    main.patch({ revision: 6 });
    main.patch({ revision: 7 });
    expect(seen).toEqual(["snapshot 7"]);
    expect(main.asked()).toBe(0);
  });

  test("a bridge that is up again requests it again, although main's numbers started over", async () => {
    const { main, seen } = following();
    await main.answer(ok(snapshot(90)));
    main.state("down");
    main.state("up");
    expect(main.asked()).toBe(1);
    await main.answer(ok(snapshot(2)));
    main.patch({ revision: 3 });
    expect(seen).toEqual(["snapshot 90", "snapshot 2", 3]);
  });

  test("the answer to an earlier request is ignored", async () => {
    const { main, seen } = following();
    main.state("down");
    main.state("up");
    await main.answer(ok(snapshot(5)));
    expect(seen).toEqual([]);
    await main.answer(ok(snapshot(2)));
    expect(seen).toEqual(["snapshot 2"]);
  });

  test("an unanswered request is sent again when the bridge is up", async () => {
    const { main, seen } = following();
    await main.answer(fail("page-disconnected"));
    main.state("down");
    main.state("up");
    await main.answer(ok(snapshot(1)));
    expect(seen).toEqual(["snapshot 1"]);
  });

  test("after unsubscribing, an answer in flight is dropped", async () => {
    const { main, seen, stop } = following();
    stop();
    await main.answer(ok(snapshot(1)));
    expect(seen).toEqual([]);
    expect(main.isStopped()).toBe(true);
  });
});
