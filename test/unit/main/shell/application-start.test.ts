import { afterEach, expect, test, vi } from "vitest";
import { startOptions } from "../../../../main/shell/application-start.ts";
import { account } from "../../../support/account-model.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const start = { profile: "/p", version: "1", shell: "browser", demo: null } as const;

test("[C8] what happens is printed as the report has it, and only when asked for", () => {
  const written: unknown[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => written.push(text) > 0);
  expect(startOptions({ ...start, isVerbose: false }).onDiagnosis).toBeUndefined();
  const { onDiagnosis } = startOptions({ ...start, isVerbose: true });
  onDiagnosis?.({ id: 1, at: 0, account, times: 1, event: { kind: "went-offline" } });
  expect(written).toEqual(["1970-01-01T00:00:00.000Z j…@example.test You went offline. [went-offline]\n"]);
});
