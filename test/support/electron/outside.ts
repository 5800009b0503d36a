import { openLine, type Ask } from "./line.ts";
import type { KithHalf, PageHalf, Surroundings } from "./seam.ts";

/** How the system around Kith is. */
export const surroundings = JSON.parse(process.env["KITH_STAND_IN"] ?? "{}") as Surroundings;

const answers: Record<string, (...input: never[]) => unknown> = {};

/** The half with the page. Whatever it answers later, a page that is gone answers nothing: nobody waits for that. */
export const ask: Ask<PageHalf> = openLine<PageHalf>(
  {
    send: (message) => process.send?.(message, () => undefined),
    onMessage: (listener) => process.on("message", listener),
  },
  answers,
);

/** Tells the half with the page something that it need not answer. */
export function tell<N extends Extract<keyof PageHalf, string>>(
  name: N,
  ...input: Parameters<PageHalf[N]>
): void {
  ask(name, ...input).catch(() => undefined);
}

/** Answers what the half with the page asks. */
export function answer(part: Partial<KithHalf>): void {
  Object.assign(answers, part);
}

/** Has the test's process keep what was asked of Electron: there it outlives this one. */
export function keep(what: string, input: unknown): void {
  tell("keep", { what, input: structuredClone(input) });
}
