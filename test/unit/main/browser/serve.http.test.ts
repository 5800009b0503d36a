import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, sendRaw, startGround, type Ground } from "./shell-ground.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await startGround();
});
afterAll(() => ground.server.close());

const logged = (part: string) => ground.lines.filter((line) => line.includes(part)).length;

describe("who may ask", () => {
  test.each(["localhost", "kith.example", "127.0.0.1:1", "127.0.0.1"])(
    "host %s is not ours: 421",
    async (host) => {
      expect((await ask(ground, "/", { host })).status).toBe(421);
      expect(logged("another host")).toBe(1);
    },
  );

  test("an absolute request target does not bypass the check of the host", async () => {
    const { host } = new URL(ground.origin);
    const answer = await sendRaw(
      ground,
      `GET http://kith.example/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  });

  test("two hosts, or none, are no host", async () => {
    const { host } = new URL(ground.origin);
    expect(await sendRaw(ground, `GET / HTTP/1.1\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
    const both = `GET / HTTP/1.1\r\nHost: kith.example\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    expect(await sendRaw(ground, both)).toMatch(/^HTTP\/1\.1 4\d\d /);
  });

  test.each(["http://kith.example", "null", "http://localhost"])(
    "origin %s is not ours: 403",
    async (origin) => {
      expect((await ask(ground, "/", { origin })).status).toBe(403);
      expect(logged("another origin")).toBe(1);
    },
  );

  test("another site may link here, but fetch nothing", async () => {
    const from = { "sec-fetch-site": "cross-site" };
    expect(
      (await ask(ground, "/", { ...from, "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" })).status,
    ).toBe(403);
    expect(
      (await ask(ground, "/", { ...from, "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" })).status,
    ).toBe(403);
    expect(
      (await ask(ground, "/", { ...from, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" }))
        .status,
    ).toBe(200);
    expect((await ask(ground, "/", { "sec-fetch-site": "same-origin" })).status).toBe(200);
    expect(logged("another site")).toBe(1);
  });
});

describe("what may be asked", () => {
  test("the page is sent with its policy and not cached", async () => {
    const { status, body, headers } = await ask(ground, "/?anything");
    expect({ status, body }).toEqual({ status: 200, body: "<!doctype html>Kith" });
    expect(headers["content-security-policy"]).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
    });
    expect(headers).not.toHaveProperty("set-cookie");
  });

  test("HEAD gets the same headers without the page", async () => {
    const { status, body, headers } = await ask(ground, "/", {}, "HEAD");
    expect({ status, body, length: headers["content-length"] }).toEqual({
      status: 200,
      body: "",
      length: "19",
    });
  });

  test.each(["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])("%s is refused", async (method) => {
    const { status, headers } = await ask(ground, "/", {}, method);
    expect({ status, allow: headers["allow"] }).toEqual({ status: 405, allow: "GET, HEAD" });
    expect(headers).toHaveProperty("content-security-policy");
    expect(logged("neither GET nor HEAD")).toBe(1);
  });

  test.each([
    "/../package.json",
    "/..%2f..%2fetc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/....//etc/passwd",
    "//etc/passwd",
    "/\\..\\etc",
    "/%00",
    "/index.html/..",
    "/constructor",
    "/__proto__",
    "*",
  ])("%s leads nowhere", async (path) => {
    expect((await ask(ground, path)).status).toBe(404);
    expect(logged("no such file")).toBe(1);
  });

  test("anything but HTTP is answered, and the process keeps running", async () => {
    expect(await sendRaw(ground, "\u0016\u0003\u0001 hello\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
    expect(await sendRaw(ground, `GET / HTTP/1.1\r\nX: ${"x".repeat(100_000)}\r\n\r\n`)).not.toMatch(
      /^HTTP\/1\.1 200/,
    );
    expect(
      await sendRaw(ground, "CONNECT kith.example:443 HTTP/1.1\r\nHost: kith.example\r\n\r\n"),
    ).not.toContain("200");
    expect((await ask(ground, "/")).status).toBe(200);
    expect(logged("not HTTP")).toBe(1);
  });

  test("the log contains nothing that strangers sent", () => {
    expect(ground.lines.join("\n")).not.toMatch(/example|passwd|package|constructor|xxx/);
  });
});
