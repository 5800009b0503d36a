/**
 * What one stage of `npm test` came to. A skip always says why. `rules`: those that a test which passed cites.
 * @typedef {{ passed: number, failed: number, skipped: { name: string, reason: string }[], rules?: string[] }} Outcome
 */

/**
 * A stage that is one program and nothing finer.
 * @param {boolean} isGood
 * @returns {Outcome}
 */
export function single(isGood) {
  return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: [] };
}

/**
 * A program that ends badly although no test failed, or that ran no test at all, has failed itself.
 * @param {Outcome} outcome
 * @param {number | null} status
 * @returns {Outcome}
 */
export function withStatus(outcome, status) {
  const ran = outcome.passed + outcome.failed + outcome.skipped.length;
  const isUnexplained = outcome.failed === 0 && (status !== 0 || ran === 0);
  return isUnexplained ? { ...outcome, failed: 1 } : outcome;
}

/**
 * @param {readonly Outcome[]} outcomes
 * @returns {Outcome}
 */
export function total(outcomes) {
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
    skipped: outcomes.flatMap(({ skipped }) => skipped),
    rules: outcomes.flatMap(({ rules = [] }) => rules),
  };
}
