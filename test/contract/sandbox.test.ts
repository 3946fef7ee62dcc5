import { afterAll, beforeAll, describe } from "vitest";
import { type Sandbox, startSandbox } from "../../src/embedded/istio/sandbox.ts";
import { type Client, clientOf } from "../embedded/kube/client.ts";
import { contractCases } from "./cases.ts";

let sandbox: Sandbox;
let client: Client;

beforeAll(async () => {
  sandbox = await startSandbox({ clusters: [{ name: "cluster1", context: "cluster1" }] });
  client = clientOf(sandbox.cluster("cluster1"));
});

afterAll(async () => {
  client.close();
  await sandbox.close();
});

describe("the contract, on an embedded cluster", () => {
  contractCases(() => client);
});
