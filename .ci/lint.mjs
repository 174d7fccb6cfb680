// Lints an OpenAPI document with Redocly's recommended rules. A warning is a fault, too.
import { createConfig, formatProblems, getTotals, lint } from "@redocly/openapi-core";

const problems = await lint({ ref: process.argv[2], config: await createConfig({ extends: ["recommended"] }) });
if (problems.length > 0) {
  formatProblems(problems, { format: "stylish", totals: getTotals(problems), version: "1" });
  process.exit(1);
}
console.log("no problem found");
