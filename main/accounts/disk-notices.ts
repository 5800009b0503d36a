import { randomUUID } from "node:crypto";
import type { Publisher } from "../publish/publisher.ts";
import type { DiagnosisEvent, Note } from "../../app/diagnosis/event.ts";
import type { DiskListener } from "../disk/disk.ts";

/** Tells the person about disk trouble, once for lasting trouble. */
export function tellOfDisk(publisher: Pick<Publisher, "addNotice">, note: Note): DiskListener {
  const noteTrouble = (trouble: DiskTrouble["trouble"], file: string, reason = "") => {
    note({ kind: "disk-trouble", trouble, file: withoutKey(file), reason });
  };
  return {
    onSetAside: (file, asideName) => {
      noteTrouble("damaged", file);
      publisher.addNotice({ id: randomUUID(), code: "file-set-aside", values: { file, asideName } });
    },
    onCopiedAside: (file, copyName) => {
      noteTrouble("incomplete", file);
      publisher.addNotice({ id: randomUUID(), code: "file-copied-aside", values: { file, copyName } });
    },
    onUnreadable: (file, reason) => {
      noteTrouble("unreadable", file, reason);
      // One sentence per file is enough, however many writes it refuses.
      publisher.addNotice({ id: `unreadable ${file}`, code: "file-unreadable", values: { file, reason } });
    },
    onUnwritable: (file, reason) => {
      noteTrouble("unwritable", file, reason);
      publisher.addNotice({ id: "disk-unwritable", code: "disk-unwritable", values: { file, reason } });
    },
  };
}

type DiskTrouble = Extract<DiagnosisEvent, { kind: "disk-trouble" }>;

/** The file's name without the key of its account: with that key, anybody could check a guessed address. */
function withoutKey(file: string): string {
  return file.replace(/-[0-9a-f]{32}(?=\.)/, "");
}
