import { afterAll, beforeAll, describe } from "vitest";
import { type Rig, startRig } from "../../rig/client.ts";
import { contractCases } from "../contract/cases.ts";

let rig: Rig;

beforeAll(async () => {
  rig = await startRig({ clusters: 1 });
}, 120_000);

afterAll(async () => {
  await rig.down();
});

describe("the contract, on a real API server", () => {
  contractCases(() => ({
    request: (method, path, body, options) => rig.api(1)(method, path, body, options?.contentType),
  }));
});
