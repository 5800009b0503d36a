import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../../../..");
const folder = join(root, "main/xmpp/connection");

test("[T18] built for Node, the connection has TCP, TLS and SCRAM, and takes nothing from a browser build", async () => {
  const result = await build({
    root,
    configFile: false,
    logLevel: "silent",
    ssr: { noExternal: true },
    build: { ssr: join(folder, "connect.ts"), write: false, minify: false },
  });
  const chunks = [result].flat().flatMap((output) => ("output" in output ? output.output : []));
  const code = chunks.map((chunk) => (chunk.type === "chunk" ? chunk.code : "")).join("\n");
  expect(code).toMatch(/from "node:net"/);
  expect(code).toMatch(/from "node:tls"/);
  expect(code).toContain("SCRAM-SHA-256");
  expect(code).toContain("sendMany"); // of the library's TCP stream
  expect(code).not.toContain("browser-external");
});

test("[T19] the library is declared in one file, and imported from this folder alone", () => {
  const sources = readdirSync(join(root, "main"), { recursive: true, encoding: "utf8" })
    .concat(
      readdirSync(join(root, "app"), { recursive: true, encoding: "utf8" }).map((name) => `../app/${name}`),
    )
    .filter((name) => name.endsWith(".ts"));
  const importers = sources.filter((name) =>
    /from "@xmpp\//.test(readFileSync(join(root, "main", name), "utf8")),
  );
  expect(importers.length).toBeGreaterThan(0);
  expect(importers.filter((name) => !name.startsWith("xmpp/connection/"))).toEqual([]);
  const suppressed = sources.filter((name) =>
    /@ts-(ignore|expect-error)/.test(readFileSync(join(root, "main", name), "utf8")),
  );
  expect(suppressed).toEqual([]);
});
