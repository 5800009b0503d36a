import { fileURLToPath } from "node:url";
import { vitest } from "../setup/vitest.mjs";

/* `node test/damage/run.mjs [RUNS] [SEED]`: the property test of damaged profiles, 600 times unless said otherwise. */

const [runs = "600", seed = "10"] = process.argv.slice(2);
process.env["KITH_DAMAGE_RUNS"] = runs;
process.env["KITH_DAMAGE_SEED"] = seed;
const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
const { failed } = vitest(root, "unit", ["test/unit/main/damage.test.ts"]);
process.exitCode = failed === 0 ? 0 : 1;
