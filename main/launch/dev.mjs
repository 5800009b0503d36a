import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { createServer as createSocket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseFlags } from "./flags.mjs";
import { install } from "./install.mjs";
import { nodeTrouble } from "./node-version.mjs";

/*
 * `npm run dev`: Kith in a browser, where a change to the page shows at once and a change to the main process starts it
 * again. Vite serves the page, without the built page's policy; Kith's own process checks host, origin and token as
 * usual. No part of this is built into Kith.
 */

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
const folder = join(root, ".cache", "dev");
const loopback = "127.0.0.1";

/**
 * @param {string} profile never the person's own, unless they name it
 * @param {import("./flags.mjs").Demo | null} demo
 */
async function develop(profile, demo) {
  // Kith reads the page's folder at its start; here it is empty, as Vite has the page.
  rmSync(join(folder, "main"), { recursive: true, force: true });
  mkdirSync(join(folder, "page"), { recursive: true });
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  const port = await freePort();
  const server = await servePage(port);
  const demoFlag = demo === null ? [] : [demo.contacts === null ? "--demo" : `--demo=${demo.contacts}`];
  const args = ["--no-open", "--port", String(port), "--profile", profile, ...demoFlag];
  /** @type {Awaited<ReturnType<typeof startKith>> | undefined} */
  let kith;
  let turn = Promise.resolve();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => void (kith?.stop() ?? Promise.resolve()).then(() => process.exit(0)));
  }
  await watchMain(() => {
    turn = turn.then(async () => {
      await kith?.stop();
      kith = await startKith(args);
      if (kith.url !== null) show(kith.url);
    });
  });

  /** @param {string} url at which Kith would serve its page */
  function show(url) {
    const { hash } = new URL(url);
    const [address = ""] = server.resolvedUrls?.local ?? [];
    process.stdout.write(`${address}${hash}\n`);
    server.ws.send("kith:started", { hash });
  }
}

/**
 * Starts Vite's server for the page, which forwards the page's socket to Kith at `port`. It replaces its own origin by
 * Kith's and passes on any other unchanged, so that Kith refuses that.
 * @param {number} port
 */
async function servePage(port) {
  const { createServer } = await import("vite");
  const server = await createServer({
    configFile: join(root, "vite.config.ts"),
    cacheDir: join(folder, "vite"),
    clearScreen: false,
    plugins: [openAgain],
    server: {
      host: loopback,
      proxy: {
        "/socket": {
          target: `http://${loopback}:${port}`,
          ws: true,
          changeOrigin: true,
          configure: (proxy) =>
            proxy.on("proxyReqWs", (request, { headers }) => {
              if (headers.origin === `http://${headers.host}`)
                request.setHeader("Origin", `http://${loopback}:${port}`);
            }),
        },
      },
    },
  });
  return server.listen();
}

/** Reloads the page with the new token when Kith has started again. @type {import("vite").Plugin} */
const openAgain = {
  name: "kith-open-again",
  apply: "serve",
  resolveId: (id) => (id === "/@kith-open-again" ? id : undefined),
  load: (id) =>
    id === "/@kith-open-again"
      ? `import.meta.hot.on("kith:started", ({ hash }) => {
           history.replaceState(null, "", hash);
           location.reload();
         });`
      : undefined,
  transformIndexHtml: () => [{ tag: "script", attrs: { type: "module", src: "/@kith-open-again" } }],
};

/**
 * Builds the main process, and again whenever a file of it changes.
 * @param {() => void} onBuilt
 */
async function watchMain(onBuilt) {
  const { createBuilder } = await import("vite");
  const builder = await createBuilder({
    configFile: join(root, "vite.config.ts"),
    environments: { main: { build: { outDir: join(folder, "main"), emptyOutDir: false, watch: {} } } },
  });
  const main = builder.environments["main"];
  if (main === undefined) throw new Error("vite.config.ts builds no main process");
  const watcher = await builder.build(main);
  if (!("on" in watcher)) throw new Error("Vite does not watch");
  let isGood = true;
  watcher.on("event", (event) => {
    if (event.code === "START") isGood = true;
    if (event.code === "ERROR") {
      isGood = false;
      process.stderr.write(`${event.error.message}\n`);
    }
    // If the build fails, the running Kith continues.
    if (event.code === "END" && isGood) onBuilt();
  });
}

/**
 * Starts what was built last. `url` is where Kith would serve its page; null if it ended at once.
 * @param {readonly string[]} args
 */
async function startKith(args) {
  const child = spawn(process.execPath, [join(folder, "main", "browser.js"), ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  let isStopped = false;
  void ended.then(() => {
    // With 0, its last page has gone. Otherwise it could not start and has said why; the next change may fix that.
    if (!isStopped && child.exitCode === 0) process.exit(0);
  });
  const line = once(createInterface({ input: child.stdout }), "line");
  const url = await Promise.race([line.then(([said]) => String(said)), ended.then(() => null)]);
  return {
    url,
    async stop() {
      isStopped = true;
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const socket = createSocket();
    socket.once("error", reject);
    socket.listen(0, loopback, () => {
      const address = socket.address();
      socket.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

const parsed = parseFlags(process.argv.slice(2));
const trouble = "problem" in parsed ? parsed.problem : (nodeTrouble(root) ?? install(root));
if (trouble !== null || "problem" in parsed) {
  process.stderr.write(`${trouble}\n`);
  process.exitCode = 1;
} else await develop(parsed.flags.profile ?? join(folder, "profile"), parsed.flags.demo);
