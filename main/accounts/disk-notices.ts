import { randomUUID } from "node:crypto";
import type { Publisher } from "../publish/publisher.ts";
import type { DiskListener } from "../disk/disk.ts";

/** Tells the person about disk trouble; trouble that lasts is told once. */
export function tellOfDisk(publisher: Pick<Publisher, "addNotice">): DiskListener {
  return {
    onSetAside: (file, asideName) => {
      publisher.addNotice({ id: randomUUID(), code: "file-set-aside", values: { file, asideName } });
    },
    onCopiedAside: (file, copyName) => {
      publisher.addNotice({ id: randomUUID(), code: "file-copied-aside", values: { file, copyName } });
    },
    onUnreadable: (file, reason) => {
      // One sentence per file is enough, however many writes it refuses.
      publisher.addNotice({ id: `unreadable ${file}`, code: "file-unreadable", values: { file, reason } });
    },
    onUnwritable: (file, reason) => {
      publisher.addNotice({ id: "disk-unwritable", code: "disk-unwritable", values: { file, reason } });
    },
  };
}
