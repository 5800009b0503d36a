/** A window that was sent this many characters and has not reported reading them has stopped reading. */
const maxUnread = 32_000_000;

/** The patches on their way to the window. Electron buffers whatever a window does not read, so the limit is here. */
export interface WindowOutlet {
  /** A window that does not read misses patches, and finds the gap in their numbers once it reads again. */
  readonly tell: (patchText: string) => void;
  /** The window has read so many characters. */
  readonly read: (characters: number) => void;
  /** A new document listens from now on. */
  readonly reset: () => void;
}

export function createWindowOutlet(send: (text: string) => void, onStopped: () => void): WindowOutlet {
  let unread = 0;
  /** The newest patch of those that were not sent. */
  let missed: string | undefined;
  const write = (text: string) => {
    unread += text.length;
    send(text);
  };
  return {
    tell: (patchText) => {
      if (missed === undefined && unread <= maxUnread) return write(patchText);
      onStopped();
      missed = patchText;
    },
    read: (characters) => {
      unread = Math.max(0, unread - characters);
      if (missed === undefined || unread > maxUnread / 2) return;
      const text = missed;
      missed = undefined;
      // Missed patches are not kept: the number of the newest one shows the window the gap.
      write(text);
    },
    reset: () => {
      unread = 0;
      missed = undefined;
    },
  };
}
