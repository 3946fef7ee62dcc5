import { describe, expect, test } from "vitest";
import { gatewayApiDefinitions } from "../../../src/adapters/renderers/gateway-api.ts";

const VERSIONS = ["v1.3.0", "v1.4.1", "v1.5.1", "v1.6.0"];
const GROUP = ".gateway.networking.k8s.io";

describe("the CustomResourceDefinitions of the Gateway API", () => {
  test.each(VERSIONS)("%s are those of its standard channel, without descriptions", async (one) => {
    const definitions = await gatewayApiDefinitions(one);
    for (const { kind, metadata } of definitions) {
      expect(kind).toBe("CustomResourceDefinition");
      expect(metadata.annotations).toMatchObject({
        "gateway.networking.k8s.io/bundle-version": one,
        "gateway.networking.k8s.io/channel": "standard",
      });
    }
    expect(JSON.stringify(definitions)).not.toMatch(/"description":"/);
  });

  test("grow from version to version", async () => {
    const names = await Promise.all(
      VERSIONS.map(async (version) =>
        (await gatewayApiDefinitions(version)).map(({ metadata }) =>
          metadata.name.replace(GROUP, ""),
        ),
      ),
    );
    const added = names.map((all, index) =>
      all.filter((name) => !names[index - 1]?.includes(name)),
    );
    expect(added.map((each) => each.join(" "))).toEqual([
      "gatewayclasses gateways grpcroutes httproutes referencegrants",
      "backendtlspolicies",
      "listenersets tlsroutes",
      "tcproutes udproutes",
    ]);
  });
});
