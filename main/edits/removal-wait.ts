/** How long a removal waits before it is sent, in milliseconds. Until then an undo costs nothing. */
export const removalWait = 8_000;
