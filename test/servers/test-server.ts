/** A roster item as a test wants to find it on the server. */
export interface SeedItem {
  readonly jid: string;
  readonly name?: string;
  readonly groups?: readonly string[];
  readonly subscription: "none" | "to" | "from" | "both";
  /** Our request is pending. */
  readonly ask?: boolean;
}

/** Somebody's request that reached the server while the account was away (RFC 6121 3.1.3). */
export interface SeedRequest {
  readonly jid: string;
  readonly message?: string;
}

/** A private server process with a scratch folder, reachable on 127.0.0.1 only. */
export interface TestServer {
  readonly kind: "prosody" | "ejabberd" | "demo";
  readonly domain: "example.test";
  readonly starttlsPort: number;
  readonly directTlsPort: number;
  /** PEM of the certificate authority that signed the server's certificate. */
  readonly authority: string;
  /** Works while the server runs. */
  readonly addAccount: (user: string, password: string) => Promise<void>;
  /** Replaces the whole roster of an account that is offline. */
  readonly seedRoster: (
    user: string,
    items: readonly SeedItem[],
    requests?: readonly SeedRequest[],
  ) => Promise<void>;
  /** Ends the process and removes its folder. */
  readonly stop: () => Promise<void>;
  /** Ends the process, and after `meanwhile` starts it again with the same ports and data. `KILL` closes no stream. */
  readonly restart: (meanwhile?: () => Promise<void>, signal?: "TERM" | "KILL") => Promise<void>;
}
