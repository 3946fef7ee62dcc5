import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Rig, startRig } from "../../rig/client.ts";
import { type Sandbox, startSandbox } from "../../src/embedded/istio/sandbox.ts";
import { contractCases } from "../contract/cases.ts";
import { performAll, SUBJECTS } from "../contract/sequences.ts";
import { type ContractTarget, ensureNamespace } from "../contract/target.ts";
import { type Client, clientOf } from "../embedded/kube/client.ts";

let rig: Rig;
let sandbox: Sandbox;
let embedded: Client;

const real: ContractTarget = {
  request: (method, path, body, options) => rig.api(1)(method, path, body, options?.contentType),
};

beforeAll(async () => {
  rig = await startRig({ clusters: 1 });
  sandbox = await startSandbox({ clusters: [{ name: "cluster1", context: "cluster1" }] });
  embedded = clientOf(sandbox.cluster("cluster1"));
  for (const target of [real, embedded]) await ensureNamespace(target);
}, 120_000);

afterAll(async () => {
  embedded.close();
  await sandbox.close();
  await rig.down();
});

describe("the contract, on a real API server", () => {
  contractCases(() => real);
});

describe.each(Object.entries(SUBJECTS))("any sequence of writes to a %s", (_, subject) => {
  let count = 0;

  test("ends in the same object and the same owners on both, step by step", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(subject.step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const name = `both-${String((count += 1))}`;
        const expected = await performAll(real, subject, name, steps);
        expect(await performAll(embedded, subject, name, steps)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});
