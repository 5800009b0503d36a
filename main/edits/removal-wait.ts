/**
 * How long a removal waits before it is sent, in milliseconds. Until then an undo loses nothing: the server knows
 * nothing of the removal.
 */
export const removalWait = 8_000;
