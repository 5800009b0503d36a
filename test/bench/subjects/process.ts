import { kithSubject } from "./kith.ts";
import { rawSubject } from "./raw.ts";
import { stockSubject } from "./stock.ts";
import type { Subject, SubjectName, Target } from "./subject.ts";

/* The program of a measured process: one subject, told over IPC what to do, answering how long it took. */

const makers: Record<SubjectName, (target: Target) => Subject | Promise<Subject>> = {
  kith: kithSubject,
  stock: stockSubject,
  raw: rawSubject,
};

/** What the bench asks of a measured process. */
export type Order =
  | { readonly do: "signIn" }
  | { readonly do: "rename"; readonly address: string; readonly name: string }
  | { readonly do: "end" };

/** The first message says that the program is loaded; `end` is answered by exiting. */
export type Report = { readonly ready: true } | { readonly ms: number } | { readonly trouble: string };

const [name, target] = process.argv.slice(2) as [SubjectName, string];
const subject = await makers[name](JSON.parse(target) as Target);

process.on("message", (order: Order) => {
  obey(order).catch((error: unknown) => report({ trouble: String(error) }));
});
// The bench has exited, so nobody waits for an answer.
process.on("disconnect", () => process.exit());
report({ ready: true });

async function obey(order: Order): Promise<void> {
  if (order.do === "end") {
    await subject.end();
    process.exit();
  }
  report({
    ms: order.do === "signIn" ? await subject.signIn() : await subject.rename(order.address, order.name),
  });
}

function report(message: Report): void {
  process.send?.(message);
}
