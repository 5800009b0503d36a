/** Where a subject signs in, and the list there. JSON-safe: it is handed to a process as an argument. */
export interface Target {
  readonly domain: string;
  /** Of 127.0.0.1, STARTTLS. The process trusts the server's certificate through NODE_EXTRA_CA_CERTS. */
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** One client under measurement. Times are milliseconds. Every method rejects on an unexpected answer. */
export interface Subject {
  /** From before the socket is opened until the session is bound and the last contact is there. */
  readonly signIn: () => Promise<number>;
  /** Renames a contact: from the call until the server's push with the new name was read. `name` needs no escaping. */
  readonly rename: (address: string, name: string) => Promise<number>;
  /** Closes the stream, so that the server keeps nothing of the session. */
  readonly end: () => Promise<void>;
}

export const subjectNames = ["kith", "stock", "raw"] as const;
export type SubjectName = (typeof subjectNames)[number];
