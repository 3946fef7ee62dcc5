import { describe, expect, test } from "vitest";
import { writeField } from "../../rig/protobuf.ts";
import { isMap, type Json, type JsonMap } from "../../src/kube/object.ts";
import { at, type ContractTarget, refusal, urlOf } from "./target.ts";

const contentType = "application/vnd.kubernetes.protobuf";

/** What Go programs send for kinds of Kubernetes: kubectl creates Secrets and Namespaces in this way. */
export function protobufCases(target: () => ContractTarget): void {
  describe("an object in protobuf", () => {
    test.each([
      ["secrets", SECRET, secretBytes],
      ["services", SERVICE, serviceBytes],
    ] as const)("is the object that JSON makes: %s", async (plural, object, bytes) => {
      const json = await post(plural, withName(object, `${plural}-in-json`));
      const protobuf = await post(plural, bytes(`${plural}-in-protobuf`), contentType);
      expect([json.status, protobuf.status]).toEqual([201, 201]);
      expect(lasting(protobuf.body)).toEqual(lasting(json.body));
    });

    test("without its beginning is no object", async () => {
      const answer = await post("secrets", secretBytes("x").subarray(4), contentType);
      expect(answer.status).toBe(400);
      expect(refusal(answer)).toMatchObject({ reason: "BadRequest" });
    });
  });

  const post = (plural: string, body: Json | Buffer, type = "application/json") =>
    target().request("POST", `${urlOf(plural)}?fieldManager=one`, body, { contentType: type });
}

const SECRET: JsonMap = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { labels: { a: "b" } },
  type: "kubernetes.io/dockerconfigjson",
  data: { ".dockerconfigjson": Buffer.from('{"auths":{}}').toString("base64") },
};
const SERVICE: JsonMap = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { labels: { a: "b" } },
  spec: { ports: [{ name: "http", port: 300, targetPort: "web" }], selector: { app: "x" } },
};

function withName(object: JsonMap, name: string): JsonMap {
  const metadata = object["metadata"];
  return { ...object, metadata: { ...(isMap(metadata) ? metadata : {}), name } };
}

/** Without what no two objects share. */
function lasting(body: Json): Json {
  const { metadata, spec, ...rest } = isMap(body) ? body : {};
  const owners = at(metadata, "managedFields", 0, "fieldsV1") ?? null;
  const kept = Object.entries(isMap(spec) ? spec : {}).filter(
    ([key]) => !/^clusterIPs?$/.test(key),
  );
  return {
    ...rest,
    spec: Object.fromEntries(kept),
    labels: at(metadata, "labels") ?? null,
    owners,
  };
}

const message = (number: number, ...fields: readonly Buffer[]): Buffer =>
  writeField(number, Buffer.concat(fields));
const text = (number: number, value: string): Buffer => writeField(number, value);
/** A number below 2^14, in two bytes. */
const small = (number: number, value: number): Buffer =>
  Buffer.from([number << 3, (value & 0x7f) | 0x80, value >> 7]);
const entry = (number: number, key: string, value: string): Buffer =>
  message(number, text(1, key), text(2, value));

function objectBytes(kind: string, name: string, ...fields: readonly Buffer[]): Buffer {
  // As Go does, with every plain field: nothing was said of the generated name and the namespace.
  const metadata = message(1, text(1, name), text(2, ""), text(3, ""), entry(11, "a", "b"));
  const type = message(1, text(1, "v1"), text(2, kind));
  return Buffer.concat([Buffer.from("k8s\0"), type, message(2, metadata, ...fields)]);
}

function secretBytes(name: string): Buffer {
  const data = entry(2, ".dockerconfigjson", '{"auths":{}}');
  return objectBytes("Secret", name, data, text(3, "kubernetes.io/dockerconfigjson"));
}

function serviceBytes(name: string): Buffer {
  const target = message(4, small(1, 1), small(2, 0), text(3, "web"));
  const port = message(1, text(1, "http"), text(2, ""), small(3, 300), target, small(5, 0));
  const spec = message(2, port, entry(2, "app", "x"), text(3, ""), text(4, ""));
  return objectBytes("Service", name, spec, message(3, message(1)));
}
