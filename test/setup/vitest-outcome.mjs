import { writeFileSync } from "node:fs";
import { rulesOfName } from "./rules.mjs";

/** A vitest reporter that writes an `Outcome` to the file KITH_OUTCOME names. */
export default class OutcomeReporter {
  /** @param {readonly import("vitest/node").TestModule[]} modules */
  onTestRunEnd(modules) {
    /** @type {import("./stage.mjs").Outcome} */
    const outcome = { passed: 0, failed: 0, skipped: [] };
    /** @type {Set<string>} */
    const rules = new Set();
    for (const module of modules) {
      let failedTests = 0;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "passed") {
          outcome.passed += 1;
          for (const part of test.fullName.split(" > ")) for (const id of rulesOfName(part)) rules.add(id);
        } else if (result.state === "skipped") {
          outcome.skipped.push({ name: test.fullName, reason: result.note ?? "no reason given" });
        } else failedTests += 1;
      }
      // A file that cannot be loaded, or whose hooks fail, has no failed test to show for it.
      outcome.failed += failedTests === 0 && module.state() === "failed" ? 1 : failedTests;
    }
    writeFileSync(process.env["KITH_OUTCOME"] ?? "", JSON.stringify({ ...outcome, rules: [...rules] }));
  }
}
