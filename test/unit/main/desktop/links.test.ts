import type { MessageBoxOptions } from "electron";
import { expect, test } from "vitest";
import { createOpenLink } from "../../../../main/desktop/links.ts";
import { createLog } from "../../../../main/log.ts";

const chat = "xmpp:romeo@example.net?message";

/** The system at the outer seam: which program has XMPP links (empty: none), and whether one takes a link that is handed to it. */
function ground({ program = "chat.desktop", takes = true } = {}) {
  const opened: string[] = [];
  const said: string[] = [];
  const lines: string[] = [];
  let close: () => void = () => undefined;
  const open = createOpenLink({
    app: {
      isDefaultProtocolClient: () => program === "kith.desktop",
      getApplicationNameForProtocol: () => program,
    },
    dialog: {
      showMessageBox: (...input: unknown[]) => {
        said.push((input.at(-1) as MessageBoxOptions).message);
        return new Promise((resolve) => (close = () => resolve({ response: 0, checkboxChecked: false })));
      },
    },
    shell: {
      openExternal: async (url) => {
        opened.push(url);
        if (!takes) throw new Error("Failed to open");
      },
    },
    log: createLog((line) => lines.push(line)),
  });
  return { open, opened, said, lines, close: () => close() };
}

test("[D4] links of two kinds are handed over, as they were parsed, and no others", () => {
  const { open, opened, lines } = ground();
  open(chat);
  open("HTTPS://XMPP.org");
  for (const url of [
    "http://xmpp.org/",
    "app://kith/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,x",
    "smb://host/share",
    "no address",
  ])
    open(url);
  expect(opened).toEqual([chat, "https://xmpp.org/"]);
  expect(lines).toHaveLength(1);
});

test("[D16] where Kith itself is the system's program for XMPP links, it says so instead of opening itself", () => {
  const { open, opened, said } = ground({ program: "kith.desktop" });
  open(chat);
  expect(opened).toEqual([]);
  expect(said).toEqual(["No chat program was opened."]);
});

test("[D16] where there is no chat program, it says so; a browser is not asked for", () => {
  const { open, opened, said } = ground({ program: "" });
  open(chat);
  open("https://xmpp.org/");
  expect(opened).toEqual(["https://xmpp.org/"]);
  expect(said).toEqual(["No chat program was found."]);
});

test("[D16] a link that nobody took is told, once for as long as that is on the screen", async () => {
  const { open, said, close } = ground({ takes: false });
  open(chat);
  await expect.poll(() => said).toEqual(["The link was not opened."]);
  open(chat);
  open(chat);
  await Promise.resolve();
  expect(said).toHaveLength(1);
  close();
  await expect
    .poll(() => {
      open("https://xmpp.org/");
      return said.length;
    })
    .toBe(2);
});

test("[D4] a page that opens links faster than a person could is not obeyed", () => {
  const { open, opened, lines } = ground();
  for (let each = 0; each < 1_000; each += 1) open(chat);
  expect(opened.length).toBeLessThan(30);
  expect(lines).toEqual([expect.stringContaining("faster than a person can")]);
});
