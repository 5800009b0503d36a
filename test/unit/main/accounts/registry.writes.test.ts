import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { parseJid, type Jid } from "../../../../app/jid.ts";
import { Disk } from "../../../../main/disk/disk.ts";
import { Registry } from "../../../../main/accounts/registry.ts";
import { Publisher } from "../../../../main/publish/publisher.ts";
import { account } from "../../../support/account-model.ts";
import { FakeStream, settled } from "../../../support/fake-stream.ts";
import { scriptedConnect } from "../../../support/scripted-connect.ts";

let folder: string;
let disk: Disk;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kith-registry-"));
  const ignore = () => undefined;
  disk = new Disk(folder, {
    onSetAside: ignore,
    onCopiedAside: ignore,
    onUnreadable: ignore,
    onUnwritable: ignore,
  });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function ownJid(): Jid {
  const jid = parseJid(account);
  if (!jid.ok) throw new Error(jid.failure.code);
  return jid.value;
}

/** An account that is online, over a scripted stream. */
async function online() {
  const network = scriptedConnect();
  const publisher = new Publisher();
  const registry = new Registry(disk, publisher, { languages: ["en"], connect: network.connect });
  const one = await registry.open(ownJid());
  void one.signIn("secret", null, false);
  await settled();
  const stream = new FakeStream();
  await network.attempts[0]?.succeed(stream);
  return { publisher, registry, one, stream, network };
}

/** Some files end with a line that is a checksum. */
const read = async (file: string): Promise<unknown> =>
  JSON.parse((await readFile(join(folder, file), "utf8")).split("\n")[0] ?? "");

describe("writing", () => {
  test("that fails by a bug of ours does not affect later writes", async () => {
    const { registry, one, network } = await online();
    vi.spyOn(disk, "forget").mockRejectedValueOnce(new RangeError("a bug"));
    await expect(registry.forget(one)).rejects.toThrow("a bug");
    const again = await registry.open(ownJid());
    void again.signIn("secret", null, false);
    await settled();
    await network.attempts[1]?.succeed(new FakeStream());
    await registry.close();
    expect(await read("accounts.json")).toMatchObject({ accounts: [{ address: account }] });
  });

  test("[R11] on closing does not wait for servers that take their time", async () => {
    const { registry, stream } = await online();
    await stream.open[1]?.answer(
      `<iq type="result" id="x"><query xmlns="jabber:iq:roster" ver="7"><item jid="romeo@example.net"/></query></iq>`,
    );
    let close: () => void = () => undefined;
    vi.spyOn(stream, "close").mockImplementation(() => new Promise((resolve) => (close = resolve)));
    const closing = registry.close();
    await vi.waitFor(async () => {
      const [name] = (await readdir(folder)).filter((file) => file.startsWith("roster"));
      expect(await read(name ?? "")).toMatchObject({
        ver: "7",
        contacts: [{ address: "romeo@example.net" }],
      });
    });
    close();
    await closing;
  });

  test("[P0] a flood of messages is written a few times, and beyond the limit only counted", async () => {
    let writes = 0;
    const jsonFile = disk.jsonFile.bind(disk);
    disk.jsonFile = (name, ...more) => {
      const file = jsonFile(name, ...more);
      const write: typeof file.write = (content) => {
        if (name.startsWith("strays")) writes += 1;
        return file.write(content);
      };
      return { ...file, write };
    };
    const { publisher, registry, stream } = await online();
    const body = "x".repeat(200_000);
    for (let count = 0; count < 300; count += 1) {
      stream.deliver(
        `<message from="romeo@example.net/a" id="${count}"><body>${count} ${body}</body></message>`,
      );
    }
    expect(publisher.snapshot().accounts[0]?.strays).toMatchObject([{ count: 300 }]);
    await registry.close();
    expect(writes).toBeGreaterThan(0);
    expect(writes).toBeLessThan(5);
    const [name] = (await readdir(folder)).filter((file) => file.startsWith("strays"));
    const text = await readFile(join(folder, name ?? ""), "utf8");
    expect(text.length).toBeLessThan(20_000_000);
    expect(() => JSON.parse(text) as unknown).not.toThrow();
    expect(text).toContain('"0 x');
  }, 30_000);
});
