import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Order, Report } from "./subjects/process.ts";
import type { SubjectName, Target } from "./subjects/subject.ts";

/** A process of its own with one subject in it, its program loaded and its socket not yet opened. */
export interface MeasuredProcess {
  /** Milliseconds, by the process's own clock. Rejects when none came within a minute. */
  readonly signIn: () => Promise<number>;
  readonly rename: (address: string, name: string) => Promise<number>;
  readonly end: () => Promise<void>;
}

const patienceMs = 60_000;

/** `authorityFile` is the PEM file of the authority that its Node is to trust. */
export async function startMeasured(
  name: SubjectName,
  target: Target,
  authorityFile: string,
): Promise<MeasuredProcess> {
  const child = fork(join(import.meta.dirname, "subject.js"), [name, JSON.stringify(target)], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: authorityFile },
    execArgv: [],
  });
  const exited = once(child, "exit");

  const nextReport = () =>
    new Promise<Report>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${name} said nothing for a minute`)), patienceMs);
      const settle = (report: Report) => {
        clearTimeout(timer);
        child.off("exit", handleExit).off("message", settle);
        if ("trouble" in report) reject(new Error(`${name}: ${report.trouble}`));
        else resolve(report);
      };
      const handleExit = () => settle({ trouble: "its process ended" });
      child.on("exit", handleExit).on("message", settle);
    });
  const time = async (order: Order): Promise<number> => {
    const reported = nextReport();
    child.send(order);
    const report = await reported;
    return "ms" in report ? report.ms : Number.NaN;
  };

  await nextReport();
  return {
    signIn: () => time({ do: "signIn" }),
    rename: (address, name) => time({ do: "rename", address, name }),
    async end() {
      child.send({ do: "end" } satisfies Order);
      await exited;
    },
  };
}
