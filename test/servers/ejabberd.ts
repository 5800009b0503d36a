import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CertificateKind, makeAuthority } from "./certificates.ts";
import { freePorts } from "./free-ports.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { startProcess } from "./server-process.ts";
import type { SeedItem, SeedRequest, TestServer } from "./test-server.ts";

export interface EjabberdOptions {
  readonly certificate?: CertificateKind;
}

/** Starts a private ejabberd; ready in about 1.5 s. Needs the packages `ejabberd`, `erlang-p1-sqlite3` and `sqlite3`. */
export async function startEjabberd(options: EjabberdOptions = {}): Promise<TestServer> {
  const folder = scratchFolder("ejabberd");
  const path = (name: string) => join(folder.path, name);
  const authority = makeAuthority(folder.path);
  const files = authority.leaf(options.certificate ?? "good");
  const [starttls = 0, directTls = 0] = await freePorts(2);
  const database = path("ejabberd.db");
  mkdirSync(path("logs"));
  writeFileSync(path("inetrc"), '{lookup,["file","native"]}.\n');
  writeFileSync(
    path("ejabberd.yml"),
    configuration({ certificate: files.pem, database, starttls, directTls }),
  );
  // A write-ahead log, so that ejabberd can read while a test writes: it takes a locked database for an absent account.
  await sqlite(
    database,
    `PRAGMA journal_mode=WAL;\n${readFileSync("/usr/share/ejabberd/sql/lite.sql", "utf8")}`,
  );

  const command = ["erl", "-noinput", "+K", "true", "-mnesia", "dir", `"${path("mnesia")}"`];
  command.push("-ejabberd", "log_rotate_count", "0", "-s", "ejabberd");
  const env = {
    HOME: folder.path,
    ERL_LIBS: libraries(),
    ERL_INETRC: path("inetrc"),
    EJABBERD_CONFIG_PATH: path("ejabberd.yml"),
    EJABBERD_LOG_PATH: path("logs/ejabberd.log"),
    EJABBERD_PID_PATH: path("ejabberd.pid"),
  };
  const launch = () => startProcess(folder.path, command, env, [starttls, directTls]);
  let running = await launch();
  return {
    kind: "ejabberd",
    domain: "example.test",
    starttlsPort: starttls,
    directTlsPort: directTls,
    authority: authority.pem,
    addAccount: (user, password) =>
      sqlite(
        database,
        `INSERT OR REPLACE INTO users(username, password) VALUES (${sql(user)}, ${sql(password)});`,
      ),
    seedRoster: (user, items, requests = []) => sqlite(database, rosterScript(user, items, requests)),
    async restart(meanwhile, signal = "TERM") {
      await running.end(signal);
      await meanwhile?.();
      running = await launch();
    },
    async stop() {
      await running.end("KILL");
      folder.remove();
    },
  };
}

/** No caches: accounts and rosters are written behind the server's back. */
function configuration(on: {
  certificate: string;
  database: string;
  starttls: number;
  directTls: number;
}): string {
  const listener =
    'ip: "127.0.0.1", module: ejabberd_c2s, max_stanza_size: 262144, access: all, shaper: none';
  return `loglevel: warning
hosts: ["example.test"]
certfiles: [${JSON.stringify(on.certificate)}]
auth_method: [sql]
default_db: sql
sql_type: sqlite
sql_database: ${JSON.stringify(on.database)}
auth_password_format: plain
use_cache: false
disable_sasl_mechanisms: ["digest-md5", "X-OAUTH2"]
s2s_access: none
listen:
  - { port: ${on.starttls}, ${listener}, starttls: true, starttls_required: true }
  - { port: ${on.directTls}, ${listener}, tls: true }
modules:
  mod_adhoc: {}
  mod_blocking: {}
  mod_caps: {}
  mod_carboncopy: {}
  mod_client_state: {}
  mod_disco: {}
  mod_last: {}
  mod_offline: {}
  mod_ping: {}
  mod_privacy: {}
  mod_private: {}
  mod_pubsub: { plugins: [flat, pep] }
  mod_roster: { versioning: true, store_current_id: true }
  mod_stream_mgmt: { resend_on_timeout: if_offline }
  mod_vcard: { search: false }
  mod_vcard_xupdate: {}
  mod_version: {}
`;
}

function rosterScript(user: string, items: readonly SeedItem[], requests: readonly SeedRequest[]): string {
  const letters = { both: "B", to: "T", from: "F", none: "N" };
  const name = sql(user);
  const lines = [
    "BEGIN IMMEDIATE;",
    ...["rosterusers", "rostergroups", "roster_version"].map(
      (table) => `DELETE FROM ${table} WHERE username = ${name};`,
    ),
  ];
  const addRow = (jid: string, nick: string, subscription: string, ask: string, message: string) =>
    lines.push(
      "INSERT INTO rosterusers(username, jid, nick, subscription, ask, askmessage, server, subscribe, type) " +
        `VALUES (${name}, ${sql(jid)}, ${sql(nick)}, '${subscription}', '${ask}', ${sql(message)}, 'N', '', 'item');`,
    );
  const asking = new Map(requests.map((request) => [request.jid, request.message ?? ""]));
  for (const item of items) {
    const message = asking.get(item.jid);
    const ask = message === undefined ? (item.ask ? "O" : "N") : item.ask ? "B" : "I";
    addRow(item.jid, item.name ?? "", letters[item.subscription], ask, message ?? "");
    asking.delete(item.jid);
    for (const group of item.groups ?? []) {
      lines.push(
        `INSERT INTO rostergroups(username, jid, grp) VALUES (${name}, ${sql(item.jid)}, ${sql(group)});`,
      );
    }
  }
  for (const [jid, message] of asking) addRow(jid, "", "N", "I", message);
  lines.push("COMMIT;");
  return lines.join("\n");
}

function sqlite(database: string, script: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = execFile("sqlite3", ["-bail", "-cmd", ".timeout 10000", database], (error) =>
      error === null ? resolve() : reject(new Error("sqlite3 failed", { cause: error })),
    );
    child.stdin?.end(script);
  });
}

function sql(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Debian keeps the Erlang applications in the folder of the machine's architecture. */
function libraries(): string {
  const folders = readdirSync("/usr/lib").filter((name) => name.endsWith("-linux-gnu"));
  const found = folders.find((name) =>
    readdirSync(join("/usr/lib", name)).some((entry) => entry.startsWith("ejabberd-")),
  );
  return join("/usr/lib", found ?? "x86_64-linux-gnu");
}
