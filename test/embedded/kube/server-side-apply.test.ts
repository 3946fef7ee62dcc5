import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canonicalJson } from "../../../src/kube/canonical.ts";
import { FieldSet } from "../../../src/kube/field-set.ts";
import { type KubeObject, managedFieldsOf } from "../../../src/kube/object.ts";
import type { SandboxClock } from "../../../src/embedded/kube/clock.ts";
import { type Sandbox, startSandbox } from "../../../src/embedded/istio/sandbox.ts";
import { perform, type Step, SUBJECTS } from "../../contract/sequences.ts";
import { ensureNamespace, urlOf, versionOf } from "../../contract/target.ts";
import { type Client, clientOf } from "./client.ts";

/**
 * Nothing that is put off ever happens: a controller's write between two looks would pass for an effect of the second. And it
 * is always the same second: a later one may put managedFields into another order, on a real server too, and that is a write.
 */
const WITHOUT_CONTROLLERS: SandboxClock = {
  now: () => Date.UTC(2026, 0),
  after: () => () => undefined,
};

let sandbox: Sandbox;
let client: Client;
let count = 0;

beforeAll(async () => {
  sandbox = await startSandbox({
    clusters: [{ name: "cluster1", context: "cluster1" }],
    clock: WITHOUT_CONTROLLERS,
  });
  client = clientOf(sandbox.cluster("cluster1"));
  await ensureNamespace(client);
});

afterAll(async () => {
  client.close();
  await sandbox.close();
});

const isDone = (status: number): boolean => status === 200 || status === 201;

/** Fields of the object that more than one manager owns although an editor is among them. */
function sharedWithEditors(object: KubeObject): readonly string[] {
  const entries = managedFieldsOf(object).filter((entry) => entry.subresource === undefined);
  const editors = entries.filter(({ operation }) => operation === "Update");
  const leaves = (entry: (typeof entries)[number]): readonly string[] =>
    [...FieldSet.fromFieldsV1(entry.fieldsV1).leaves()].map((path) => path.join("/"));
  return editors.flatMap((editor) => {
    const mine = new Set(leaves(editor));
    return editors
      .filter((other) => other !== editor)
      .flatMap(leaves)
      .filter((path) => mine.has(path));
  });
}

describe.each(Object.entries(SUBJECTS))("any sequence of writes to a %s", (_, subject) => {
  const sequence = fc.array(subject.step, { minLength: 1, maxLength: 8 });

  /** Runs a sequence on an object of its own, and looks at the state after each step. */
  const along = (
    check: (name: string, step: Step, status: number) => Promise<void>,
  ): Promise<void> =>
    fc.assert(
      fc.asyncProperty(sequence, async (steps) => {
        const name = `s${String((count += 1))}`;
        for (const step of steps) {
          const { status } = await perform(client, subject, name, step);
          await check(name, step, status);
        }
      }),
      { numRuns: 40 },
    );
  const live = async (name: string): Promise<KubeObject> => {
    const { body } = await client.request("GET", urlOf(subject.plural, name, subject.group));
    return body as KubeObject;
  };

  test("a write that was done is done: repeating it changes nothing", async () => {
    await along(async (name, step, status) => {
      if (!isDone(status) || step.kind === "edit") return;
      const before = versionOf({ status, body: await live(name), text: "", headers: {} });
      const again = await perform(client, subject, name, { ...step, force: false });
      // Another spelling of an equal value is a conflict with others, and no change with force.
      const settled = isDone(again.status)
        ? again
        : await perform(client, subject, name, { ...step, force: true });
      if (isDone(again.status)) expect(versionOf(settled)).toBe(before);
    });
  });

  test("a refused write changes nothing", async () => {
    await along(async (name, step, status) => {
      if (!isDone(status)) {
        const before = canonicalJson(await live(name));
        await perform(client, subject, name, step);
        expect(canonicalJson(await live(name))).toBe(before);
      }
    });
  });

  test("force is never refused for a conflict", async () => {
    await along((_name, step, status) => {
      if (step.kind === "apply" && step.force) expect(status).not.toBe(409);
      return Promise.resolve();
    });
  });

  test("an editor shares no field with another editor", async () => {
    await along(async (name, _step, status) => {
      if (isDone(status)) expect(sharedWithEditors(await live(name))).toEqual([]);
    });
  });
});
