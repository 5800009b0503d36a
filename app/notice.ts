/** The details of each notice, which its sentence names. */
interface NoticeDetails {
  /** `asideName` is what the damaged file is called now. */
  "file-set-aside": { readonly file: string; readonly asideName: string };
  "file-copied-aside": { readonly file: string; readonly copyName: string };
  /** `reason`: the system's error code. */
  "file-unreadable": { readonly file: string; readonly reason: string };
  "disk-unwritable": { readonly file: string; readonly reason: string };
  "demo-unavailable": object;
  /** The address that was typed, and the one that the server gave. */
  "bound-elsewhere": { readonly address: string; readonly bound: string };
}

/** A sentence for the person that belongs to no single contact. Stays until it is dismissed. */
export type Notice = {
  readonly [C in keyof NoticeDetails]: {
    readonly id: string;
    readonly code: C;
    readonly values: NoticeDetails[C];
  };
}[keyof NoticeDetails];
