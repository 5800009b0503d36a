import { mkdirSync, writeFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type CertificateKind, makeAuthority } from "./certificates.ts";
import { freePorts } from "./free-ports.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { startProcess } from "./server-process.ts";
import type { SeedItem, SeedRequest, TestServer } from "./test-server.ts";

export interface ProsodyOptions {
  /** `internal_plain` (the default) offers SCRAM-SHA-256, SCRAM-SHA-1 and PLAIN; `internal_hashed` no SHA-256. */
  readonly authentication?: "internal_plain" | "internal_hashed";
  /** Loaded besides the usual ones; ours are in `prosody-modules/`. */
  readonly modules?: readonly string[];
  readonly certificate?: CertificateKind;
  readonly ports?: { readonly starttls: number; readonly directTls: number };
  /** Offers clear text only. */
  readonly noTls?: boolean;
  /** Offers PLAIN and no SCRAM. */
  readonly plainOnly?: boolean;
  /** Leaves these out of what it offers. */
  readonly withoutMechanisms?: readonly string[];
  /** Speaks TLS 1.2, where Prosody 0.12 can bind by `tls-unique` and offers -PLUS. */
  readonly tls12?: boolean;
}

const scramMechanisms = ["SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS"];

const usualModules =
  "roster saslauth tls disco presence message iq blocklist carbons smacks csi_simple pep vcard4 vcard_legacy ping time " +
  "version private offline";

/** Starts a private Prosody; ready in about 0.1 s. Needs the `prosody` package. */
export async function startProsody(options: ProsodyOptions = {}): Promise<TestServer> {
  const folder = scratchFolder("prosody");
  const authority = makeAuthority(folder.path);
  const files = authority.leaf(options.certificate ?? "good");
  const [first = 0, second = 0] = await freePorts(2);
  const ports = options.ports ?? { starttls: first, directTls: second };
  const data = join(folder.path, "data", "example%2etest");
  mkdirSync(join(data, "accounts"), { recursive: true });
  mkdirSync(join(data, "roster"));

  const version = options.tls12 ? '; protocol = "tlsv1_2"' : "";
  const tls = `{ certificate = ${lua(files.crt)}; key = ${lua(files.key)}${version} }`;
  const withoutMechanisms = [
    ...(options.plainOnly ? scramMechanisms : []),
    ...(options.withoutMechanisms ?? []),
  ];
  const modules = [...usualModules.split(" "), ...(options.modules ?? [])].filter(
    (name) => !(options.noTls && name === "tls"),
  );
  const config = join(folder.path, "prosody.cfg.lua");
  writeFileSync(
    config,
    `${process.getuid?.() === 0 ? "run_as_root = true" : ""}
daemonize = false; pidfile = ${lua(join(folder.path, "prosody.pid"))}; data_path = ${lua(join(folder.path, "data"))}
plugin_paths = { ${lua(join(import.meta.dirname, "prosody-modules"))} }
interfaces = { "127.0.0.1" }; local_interfaces = { "127.0.0.1" }
c2s_ports = { ${ports.starttls} }; c2s_direct_tls_ports = { ${options.noTls ? "" : ports.directTls} }
s2s_ports = {}; http_ports = {}; https_ports = {}
c2s_require_encryption = ${!options.noTls}; allow_unencrypted_plain_auth = ${options.noTls === true}
authentication = ${lua(options.authentication ?? "internal_plain")}; storage = "internal"
disable_sasl_mechanisms = { ${withoutMechanisms.map(lua).join(", ")} }
ssl = ${tls}; c2s_direct_tls_ssl = ${tls}
log = { { levels = { min = "warn" }, to = "console" } }; smacks_hibernation_time = 600
modules_enabled = { ${modules.map(lua).join(", ")} }
modules_disabled = { "s2s" }
VirtualHost "example.test"
`,
  );

  const launch = () =>
    startProcess(
      folder.path,
      ["prosody", "--config", config, "-F"],
      {},
      options.noTls ? [ports.starttls] : [ports.starttls, ports.directTls],
    );
  let running = await launch();
  return {
    kind: "prosody",
    domain: "example.test",
    starttlsPort: ports.starttls,
    directTlsPort: ports.directTls,
    authority: authority.pem,
    addAccount: (user, password) =>
      writeFile(join(data, "accounts", fileName(user)), `return { ["password"] = ${lua(password)}; };\n`),
    async seedRoster(user, items, requests = []) {
      await mkdir(join(data, "roster"), { recursive: true });
      await writeFile(join(data, "roster", fileName(user)), rosterFile(items, requests));
    },
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

function rosterFile(items: readonly SeedItem[], requests: readonly SeedRequest[]): string {
  const entries = items.map((item) => {
    const fields = [`["subscription"]=${lua(item.subscription)}`];
    if (item.name !== undefined) fields.push(`["name"]=${lua(item.name)}`);
    if (item.ask) fields.push(`["ask"]="subscribe"`);
    fields.push(`["groups"]={${(item.groups ?? []).map((group) => `[${lua(group)}]=true;`).join("")}}`);
    return `[${lua(item.jid)}]={${fields.join(";")};};`;
  });
  const pending = requests.map(({ jid, message }) => {
    const status = message === undefined ? "" : `[1]={name="status";attr={};[1]=${lua(message)}};`;
    return `[${lua(jid)}]={name="presence";attr={type="subscribe";from=${lua(jid)}};${status}};`;
  });
  return `return {\n${entries.join("\n")}\n[false]={["version"]=1;["pending"]={${pending.join("\n")}};};\n};\n`;
}

/** Prosody's file of a user: bytes outside a-z, A-Z, 0-9 as %xx. */
function fileName(user: string): string {
  const encoded = [...Buffer.from(user)].map((byte) => {
    const char = String.fromCharCode(byte);
    return /[a-z0-9]/i.test(char) ? char : `%${byte.toString(16).padStart(2, "0")}`;
  });
  return `${encoded.join("")}.dat`;
}

/** A Lua string literal with the same bytes. */
function lua(text: string): string {
  const bytes = [...Buffer.from(text)].map((byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\${byte.toString().padStart(3, "0")}`,
  );
  return `"${bytes.join("")}"`;
}
