/*
 * How the page in Kith's own window reaches main: with the same JSON strings as over the browser shell's socket, although
 * Electron could clone more than JSON.
 */

/** The page's calls (`callSchema`); each is answered with one string (`answerSchema`). */
export const callChannel = "kith:call";

/** The messages that main sends by itself (`answerSchema`). */
export const messageChannel = "kith:message";

/** After this many characters of patches, the page reports that it has read them (`haveRead`). */
export const readEvery = 1_000_000;

/** The page's own address: the scheme's one host. */
export const pageScheme = "app";
export const pageHost = "kith";
export const pageOrigin = `${pageScheme}://${pageHost}`;

/** What the preload exposes to the page as `window.kith`: two functions over strings, and nothing of Electron. */
export interface Preload {
  readonly call: (text: string) => Promise<string>;
  /** Calls the listener with each thing main says, until the page is closed. */
  readonly onMessage: (listener: (text: string) => void) => void;
}
