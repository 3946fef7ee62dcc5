/**
 * What `npm run fuzz` searches, by the name that `--only` takes: every test file that takes its tries from test/fuzz/fuzzing.ts,
 * which test/fuzz/targets.test.ts holds.
 */
export const TARGETS = {
  "mesh-files": "test/fuzz/mesh-files.test.ts",
  mistakes: "test/mesh/all-at-once.test.ts",
  "bad-examples": "test/mesh/bad-together.test.ts",
  kubeconfigs: "test/fuzz/kubeconfigs.test.ts",
  plugins: "test/fuzz/plugins.test.ts",
  "saved-plans": "test/fuzz/saved-plans.test.ts",
  "edited-plans": "test/engine/saved-plan.test.ts",
  renders: "test/fuzz/renders.test.ts",
  "mutated-renders": "test/report/mutated-renders.test.ts",
  answers: "test/fuzz/answers.test.ts",
  "apply-answers": "test/fuzz/apply-answers.test.ts",
  agreement: "test/observe/agreement.test.ts",
  stale: "test/engine/stale.test.ts",
  crashes: "test/engine/crash.test.ts",
  writers: "test/writers/two-writers.test.ts",
  "first-install": "test/writers/first-install.test.ts",
  locks: "test/writers/lock.test.ts",
  secrets: "test/util/secret-registry.test.ts",
  disclosure: "test/engine/disclosure.test.ts",
  canary: "test/canary/canary.test.ts",
};
