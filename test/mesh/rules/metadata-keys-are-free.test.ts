import { describe, expect, test } from "vitest";
import { outlineObjects } from "../../../src/embedded/istio/outline/outline.ts";
import { metadataKeysAreFree } from "../../../src/mesh/rules/metadata-keys-are-free.ts";
import { topologyOf } from "../../../src/mesh/topology.ts";
import { GATEWAY, INGRESS, PRIMARY, REMOTE } from "../../adapters/renderers/operators.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const withMetadata = (metadata: object): string => `${SEED}metadata: ${JSON.stringify(metadata)}\n`;

describe("MP0413: metadata keys are nobody else's", () => {
  test("accepts bare keys and prefixes of the user's own", () => {
    expectAccepted(
      metadataKeysAreFree,
      meshOfText(
        withMetadata({
          labels: { team: "mesh", "example.com/app": "x", "notistio.io/team": "x" },
          annotations: { "example.com/contact": "mesh@example.com" },
        }),
      ),
    );
  });

  test("rejects what others own, and says whose it is", () => {
    expectRefused(
      metadataKeysAreFree,
      meshOfText(
        withMetadata({
          labels: { release: "x" },
          annotations: { "a.k8s.io/b": "x", "istio/c": "" },
        }),
      ),
      "the label release belongs to Istio",
      "the annotation a.k8s.io/b belongs to Kubernetes",
      "the annotation istio/c belongs to Istio",
    );
  });

  test("rejects every key that a rendered object already has", () => {
    const objects = [PRIMARY, REMOTE, GATEWAY, INGRESS].flatMap(outlineObjects);
    const keys = objects.flatMap(({ metadata: { labels, annotations } }) =>
      Object.keys({ ...labels, ...annotations }),
    );
    const taken = [...new Set(keys)];
    const labels = Object.fromEntries(taken.map((key) => [key, "x"]));
    const mesh = meshOfText(withMetadata({ labels }));
    expect(taken).not.toEqual([]);
    expect(metadataKeysAreFree(mesh, topologyOf(mesh))).toHaveLength(taken.length);
  });
});
