import { describe, expect, test } from "vitest";
import { rendererManifests } from "../../../src/adapters/renderers/manifests.ts";
import { outlineObjects } from "../../../src/embedded/istio/outline/outline.ts";
import { type KubeObject, refOf, refText } from "../../../src/kube/object.ts";
import { temporaryFolder } from "../../adapters/kubernetes/api-server.ts";
import { EXTERNAL } from "../../adapters/renderers/external-operators.ts";
import {
  AMBIENT_PRIMARY,
  GATEWAY,
  INGRESS,
  LARGE_GATEWAY,
  PRIMARY,
  REMOTE,
  REMOTE_BY_NAME,
  REMOTE_WITH_INJECTOR,
  REVISED_AMBIENT_PRIMARY,
  REVISED_GATEWAY,
  REVISED_PRIMARY,
  REVISED_REMOTE,
} from "../../adapters/renderers/operators.ts";

const REQUESTS = [
  PRIMARY,
  REMOTE,
  REMOTE_BY_NAME,
  REMOTE_WITH_INJECTOR,
  GATEWAY,
  LARGE_GATEWAY,
  INGRESS,
  REVISED_PRIMARY,
  REVISED_REMOTE,
  REVISED_GATEWAY,
  ...EXTERNAL,
  AMBIENT_PRIMARY,
  REVISED_AMBIENT_PRIMARY,
];

function namesOf(objects: readonly KubeObject[]): string {
  return `${objects.map((object) => refText(refOf(object))).join("\n")}\n`;
}

/** What the rest of meshplan and the controllers of embedded clusters look at. */
function keyFieldsOf(object: KubeObject): object {
  const { labels, annotations } = object.metadata;
  const { spec, webhooks, roleRef, subjects } = object;
  const isWhole = ["Service", "HorizontalPodAutoscaler"].includes(object.kind);
  return {
    ref: refText(refOf(object)),
    apiVersion: object.apiVersion,
    labels,
    annotations: annotations ?? undefined,
    webhooks,
    roleRef,
    subjects,
    ...(isWhole ? { spec } : {}),
    ...(object.kind === "EndpointSlice"
      ? { endpoints: object["endpoints"], ports: object["ports"] }
      : {}),
  };
}

describe("the outline", () => {
  test.each(REQUESTS)("of $for has the objects of Istio 1.31", async (request) => {
    const name = request.for.replace("/", "-");
    await expect(namesOf(outlineObjects(request))).toMatchFileSnapshot(`goldens/${name}.txt`);
  });

  test("holds the address of the primary's gateway wherever the remote profile has it", () => {
    const holders = outlineObjects(REMOTE)
      .filter((object) => JSON.stringify(object).includes("192.0.2.1"))
      .map((object) => refText(refOf(object)));
    expect(holders).toEqual(["ConfigMap istio-system/values", "EndpointSlice istio-system/istiod"]);
  });

  test("agrees with this machine's istioctl, if that is of Istio 1.31", async () => {
    const manifests = rendererManifests({
      outline: outlineObjects,
      env: { MESHPLAN_ISTIOCTL: process.env["MESHPLAN_ISTIOCTL"], PATH: process.env["PATH"] },
      cacheDirectory: await temporaryFolder(),
    });
    const renderer = await manifests.choose(
      { version: "1.31.0", renderer: "istioctl" },
      { embedded: true },
    );
    const rendered = await manifests.render(renderer, REQUESTS);
    for (const [index, request] of REQUESTS.entries()) {
      const real = rendered[index]?.objects ?? [];
      expect(namesOf(outlineObjects(request))).toBe(namesOf(real));
      expect(outlineObjects(request).map(keyFieldsOf)).toEqual(real.map(keyFieldsOf));
    }
  });
});
