import { isIP, type Socket } from "node:net";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import type { Note } from "../../../app/diagnosis/event.ts";
import { ok } from "../../../app/result.ts";
import { judgeCertificate, toALabels } from "./certificate.ts";
import { refuse, type Step, untrusted } from "./failures.ts";
import { trustedRoots } from "./trusted-roots.ts";

export interface TlsOptions {
  /** The JID's domain: used for SNI and checked against the certificate, wherever SRV records led. */
  readonly domain: string;
  readonly trusted: string | null;
  readonly extraAuthorities: readonly string[];
  /** XEP-0368 asks for ALPN "xmpp-client" on a direct TLS port. */
  readonly alpn: readonly string[];
  readonly timeout: number;
  readonly signal: AbortSignal;
  readonly note: Note;
}

/** TLS over a connected socket, ready only once the certificate was accepted. Otherwise the socket is destroyed. */
export function upgradeToTls(socket: Socket, options: TlsOptions): Step<TLSSocket> {
  if (options.signal.aborted) return Promise.resolve(refuse("sign-in-cancelled"));
  return new Promise((resolve) => {
    const domain = toALabels(options.domain);
    const { context, isRoot } = trustedRoots(options.extraAuthorities);
    const tlsOptions: ConnectionOptions = {
      socket,
      secureContext: context,
      ALPNProtocols: [...options.alpn],
      // The certificate is checked below, with the person's own trust and a reason; nothing is sent before.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    };
    if (isIP(domain) === 0 && !domain.startsWith("[")) tlsOptions.servername = domain;
    const secure = connect(tlsOptions);
    const settle = (outcome: Awaited<Step<TLSSocket>>) => {
      clearTimeout(timer);
      options.signal.removeEventListener("abort", cancel);
      secure.off("close", handleClose);
      if (!outcome.ok) {
        secure.destroy();
        socket.destroy();
      }
      resolve(outcome);
    };
    const cancel = () => settle(refuse("sign-in-cancelled"));
    const handleClose = () => settle(refuse("tls-failed", { condition: "closed" }));
    const timer = setTimeout(() => settle(refuse("connect-timeout")), options.timeout);
    options.signal.addEventListener("abort", cancel);
    secure.once("close", handleClose);
    // Kept for the life of the socket: without a listener, an error would end the process.
    secure.on("error", (error: Error) => settle(refuse("tls-failed", { condition: codeOf(error) })));
    secure.once("secureConnect", () => {
      const protocol = secure.getProtocol() ?? "";
      options.note({ kind: "encrypted", protocol, cipher: secure.getCipher().standardName });
      const certificate = judgeCertificate(secure, domain, options.trusted, isRoot);
      const isPinned = options.trusted === secure.getPeerCertificate().fingerprint256;
      const verdict = certificate !== null ? "refused" : isPinned ? "trusted-by-person" : "valid";
      options.note({ kind: "certificate", verdict, problems: [...(certificate?.problems ?? [])] });
      if (certificate === null) return settle(ok(secure));
      settle({ ok: false, failure: untrusted(certificate) });
    });
  });
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "unknown";
}
