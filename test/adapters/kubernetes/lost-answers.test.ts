import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { ApiError } from "../../../src/kube/api-error.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import { apiServer, connect, json, status } from "./api-server.ts";

const SERVICE: KubeObject = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "istiod", namespace: "istio-system", uid: "u1", resourceVersion: "7" },
};
const REF = { apiVersion: "v1", kind: "Service", namespace: "istio-system", name: "istiod" };

type Step = (response: ServerResponse) => void;

/** A server that answers with one step after the other. */
function answers(...steps: readonly Step[]) {
  let next = 0;
  return apiServer((_, response) => {
    steps[Math.min(next, steps.length - 1)]?.(response);
    next += 1;
  });
}

const good: Step = (response) => {
  json(response, SERVICE);
};
const gone: Step = (response) => {
  response.socket?.destroy();
};
const failing: Step = (response) => {
  status(response, 503, "ServiceUnavailable", "the leader changed");
};
const busy: Step = (response) => {
  status(response, 429, "TooManyRequests", "later");
};
const modified: Step = (response) => {
  status(response, 409, "Conflict", "the object has been modified");
};
test.each([
  ["no earlier attempt", [modified], undefined],
  ["one that the server did not begin", [busy, modified], undefined],
  ["one without an answer", [gone, modified], true],
  ["one without an answer on a used connection", [good, gone, modified], true],
  ["one that failed in the server", [failing, modified], true],
  ["several, the first of which failed", [failing, busy, modified], true],
] as const)("a conflict tells whether it may be our own: after %s", async (_, steps, lost) => {
  const server = await answers(...steps);
  const client = await connect({ server: server.url });
  if (steps[0] === good) await client.get(REF);
  const error: unknown = await client.apply(SERVICE).catch((reason: unknown) => reason);
  if (!(error instanceof ApiError)) throw error;
  expect([error.api.status, error.api.uncertain]).toEqual([409, lost]);
});

test("a field conflict tells it too", async () => {
  const causes = [{ reason: "FieldManagerConflict", message: "conflict", field: ".spec.type" }];
  const conflict: Step = (response) => {
    status(response, 409, "Conflict", "Apply failed with 1 conflict", { causes });
  };
  const server = await answers(failing, conflict);
  const client = await connect({ server: server.url });
  expect(await client.apply(SERVICE)).toMatchObject({ kind: "conflict", uncertain: true });
});
