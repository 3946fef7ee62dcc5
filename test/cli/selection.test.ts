import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildProgram } from "../../src/cli/program.ts";
import { withNextSteps } from "../../src/cli/run-next-steps.ts";
import { selection, type SelectionFlags } from "../../src/cli/selection.ts";
import { PLAN_AGAIN } from "../../src/errors.ts";
import type { ApplyEvent, Problem } from "../../src/executors/events.ts";
import { sourceOf } from "../../src/diagnostics/source.ts";
import { loadMesh } from "../../src/mesh/load.ts";
import type { ActionId } from "../../src/planner/action.ts";
import { commandLine } from "../../src/util/command-line.ts";
import { shellWords } from "../util/shell-words.ts";

type Target = Parameters<typeof selection>[0];

const TARGETS: readonly Target[] = ["plan", "apply", "unlock", "explain", "show"];
/** Whoever plans, applies or unlocks took these; what each command makes of them its own parser says. */
const SELECTING = [
  "--context",
  "--contexts",
  "--trust-kubeconfig",
  "--allow-path",
  "--untrusted",
  "--istioctl",
  "--helm",
  "--render-cache",
];

/** The flags as our own command line parses them. */
function parsed(name: string, words: readonly string[]): SelectionFlags {
  const command = buildProgram(name, () => undefined).commands.find((one) => one.name() === name);
  if (command === undefined) throw new Error(`no command ${name}`);
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  const { unknown } = command.parseOptions([...words]);
  expect(unknown).toEqual([]);
  return command.opts();
}

/** What a shell can hand over, and no word that begins like a flag. */
const word = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 8 })
  .filter((text) => !/^-|\p{C}/u.test(text));
const plainName = word.filter((text) => !/[,=@]/.test(text) && text.trim() === text);
const invocation: fc.Arbitrary<readonly string[]> = fc
  .array(
    fc.oneof(
      fc.tuple(plainName, word).map(([name, context]) => ["--context", `${name}=${context}`]),
      fc.array(plainName, { minLength: 1, maxLength: 3 }).map((all) => ["--contexts", all.join()]),
      word.map((path) => ["--trust-kubeconfig", `${path}@sha256:${"0f".repeat(32)}`]),
      plainName.map((path) => ["--trust-kubeconfig", path]),
      word.map((path) => ["--allow-path", path]),
      fc.constant(["--untrusted"]),
      word.map((path) => ["--istioctl", path]),
      word.map((path) => ["--helm", path]),
      fc.constant(["--render-cache"]),
    ),
    { maxLength: 6 },
  )
  .map((flags) => flags.flat());

const chosen = (flags: object): object =>
  Object.fromEntries(
    Object.entries(flags).filter(([key]) =>
      SELECTING.includes(`--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`),
    ),
  );

describe("a proposed command", () => {
  test.each(TARGETS.filter((target) => target !== "show"))(
    "%s means the clusters, files and programs that were meant",
    (target) => {
      fc.assert(
        fc.property(invocation, (words) => {
          const given = parsed("apply", words);
          const line = commandLine`meshplan ${target} ${selection(target, given)}`;
          const proposed = shellWords(line)?.slice(2) ?? [];
          expect(chosen(parsed(target, proposed))).toEqual(chosen(given));
        }),
        { numRuns: 100 },
      );
    },
  );

  test("show has the contexts, which are all it takes", () => {
    fc.assert(
      fc.property(invocation, (words) => {
        const given = parsed("apply", words);
        expect(parsed("show", selection("show", given)).context).toEqual(given.context);
      }),
      { numRuns: 100 },
    );
  });

  test.each(TARGETS)("%s repeats every selecting flag that it takes", (target) => {
    const every = parsed("apply", [
      ...["--context", "a=b", "--contexts", "c", "--trust-kubeconfig", "d", "--allow-path", "e"],
      ...["--untrusted", "--istioctl", "f", "--helm", "g", "--render-cache"],
    ]);
    const command = buildProgram(target, () => undefined).commands.find(
      (one) => one.name() === target,
    );
    const taken = command?.options.map(({ long }) => long ?? "") ?? [];
    const repeated = selection(target, every).filter((one) => one.startsWith("--"));
    expect([...repeated].sort()).toEqual(SELECTING.filter((flag) => taken.includes(flag)).sort());
  });
});

test("a run that has to be planned again says so with the whole command", async () => {
  const failed = (nextSteps: readonly string[]): ApplyEvent => ({
    type: "action-failed",
    seq: 1,
    time: "2026-01-01T00:00:00.000Z",
    action: "cluster1/istiod" as ActionId,
    problem: { code: "MP9305", message: "was deleted", cluster: "cluster1", nextSteps },
  });
  const events = (async function* (): AsyncGenerator<ApplyEvent, void> {
    yield await Promise.resolve(failed([PLAN_AGAIN, "look at it"]));
  })();
  const seen: ApplyEvent[] = [];
  const flags = { context: { cluster1: "c" } };
  for await (const event of withNextSteps(events, { file: "m2.yaml", flags })) seen.push(event);
  expect(seen).toEqual([failed(["meshplan plan m2.yaml --context cluster1=c", "look at it"])]);
});

describe("an object that a server refuses at apply", () => {
  const TEXT = `apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0 }
clusters:
  cluster1:
    network: network1
    patches:
      - target: { kind: Deployment, name: istiod }
        patch:
          spec: { replicas: 2, minReadySeconds: -5 }
`;
  const steps = async (message: string, isSaved: boolean): Promise<readonly string[]> => {
    const source = sourceOf("m2.yaml", TEXT);
    const { mesh } = loadMesh(source, { directory: "/repo" });
    if (mesh === undefined) throw new Error("the file of the test is wrong");
    const object = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      namespace: "istio-system",
      name: "istiod",
    };
    const problem: Problem = {
      code: "MP9113",
      message,
      cluster: "cluster1",
      object,
      nextSteps: ["more"],
    };
    const events = (async function* (): AsyncGenerator<ApplyEvent, void> {
      yield await Promise.resolve({
        type: "action-failed",
        seq: 1,
        time: "",
        action: "cluster1/istiod" as ActionId,
        problem,
      });
    })();
    const invocation = { file: "m2.yaml", flags: {}, read: isSaved ? undefined : { mesh, source } };
    for await (const event of withNextSteps(events, invocation))
      if ("problem" in event) return event.problem.nextSteps;
    throw new Error("no event");
  };

  test("leads to the line of the patch that wrote the field", async () => {
    expect(await steps("refuses it: spec.minReadySeconds: Invalid value: -5", false)).toEqual([
      "correct the patch at m2.yaml:10:49, then plan again",
      "more",
    ]);
    expect(await steps("refuses it: denied", false)).toEqual([
      "correct the patch at m2.yaml:10:11, then plan again",
      "more",
    ]);
  });

  test("leads from a saved plan to the command that shows the lines", async () => {
    expect(await steps("refuses it", true)).toEqual([
      "see which lines of the file set it: meshplan explain cluster1/Deployment/istio-system/istiod m2.yaml",
      "more",
    ]);
  });
});
