import { describe, test } from "vitest";
import { annotationsFit } from "../../../src/mesh/rules/annotations-fit.ts";
import { meshOf, meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0451: annotations fit on one object", () => {
  const long = "x".repeat(200 * 1024);

  test("accepts what one object takes, in each place by itself", () => {
    expectAccepted(
      annotationsFit,
      meshOfText(`${SEED}metadata: { annotations: { example.com/a: ${long} } }\n`),
    );
    expectAccepted(
      annotationsFit,
      meshOf(`a: { gateway: { annotations: { example.com/a: ${long} } } }`),
    );
  });

  test("rejects more, and both places together", () => {
    expectRefused(
      annotationsFit,
      meshOfText(
        `${SEED}metadata: { annotations: { example.com/a: ${long}, example.com/b: ${long} } }\n`,
      ),
      "metadata.annotations take 401 KiB, and Kubernetes allows 256 KiB on one object",
    );
    const both = SEED.replace(
      "network: network1",
      `network: network1, gateway: { annotations: { a: ${long} } }`,
    );
    expectRefused(
      annotationsFit,
      meshOfText(`${both}metadata: { annotations: { example.com/a: ${long} } }\n`),
      "the annotations of the gateway of cluster1 take 401 KiB, and Kubernetes allows 256 KiB on one object",
    );
  });
});
