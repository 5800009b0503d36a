/** How long each step may take, in milliseconds. */
export interface Timing {
  /** Reaching the port, and each TLS handshake. */
  readonly connect: number;
  /** Each answer while the stream is opened, secured, bound or resumed. */
  readonly open: number;
  /** Each answer while signing in. */
  readonly signIn: number;
  /** Silence after which the server is pinged. */
  readonly quiet: number;
  /** Silence after the ping that ends the stream: a dead connection is noticed within `quiet` + `answer`. */
  readonly answer: number;
  /** The same after a ping because the connection may have died unnoticed: after sleep, in another network. */
  readonly check: number;
  /** Waiting for the server to close its stream after ours. */
  readonly close: number;
}

export const usualTiming: Timing = {
  connect: 10_000,
  open: 15_000,
  signIn: 15_000,
  quiet: 60_000,
  answer: 20_000,
  check: 8_000,
  close: 1_500,
};
