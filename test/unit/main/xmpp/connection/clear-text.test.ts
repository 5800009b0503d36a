import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { ClearText } from "../../../../../main/xmpp/connection/clear-text.ts";

test("[T6] only the handle itself is leave for clear text: nothing that looks like it, and nothing from a message", () => {
  const line = new PassThrough();
  const handle = new ClearText(() => line);
  expect(ClearText.is(handle)).toBe(true);
  expect(handle.dial()).toBe(line);
  const forgeries: unknown[] = [
    JSON.parse(JSON.stringify(handle)),
    { dial: () => line },
    Object.create(ClearText.prototype),
    { host: "localhost", port: 5222, security: "none" },
    "clear-text",
    null,
    undefined,
  ];
  for (const forgery of forgeries) expect(ClearText.is(forgery)).toBe(false);
});
