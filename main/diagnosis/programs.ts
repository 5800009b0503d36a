import { arch, release, type } from "node:os";
import type { Programs } from "../../app/diagnosis/diagnosis.ts";

/** The versions of the programs involved, for a report. */
export function describePrograms(kith: string, shell: Programs["shell"]): Programs {
  const { node, electron } = process.versions;
  return {
    kith,
    shell,
    system: `${type()} ${release()} ${arch()}`,
    runtime: electron === undefined ? `Node ${node}` : `Node ${node}, Electron ${electron}`,
  };
}
