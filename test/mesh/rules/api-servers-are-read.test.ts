import { describe, test } from "vitest";
import { apiServersAreRead } from "../../../src/mesh/rules/api-servers-are-read.ts";
import { meshOf, meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const FROM = (observer: string): string =>
  `apiServer: { url: https://10.2.0.2, from: { ${observer}: { url: https://10.9.0.2 } } }`;

describe("MP0443: somebody reads an API server by its address", () => {
  test("accepts remotes, primaries among others, and leaves readers that do not exist to MP0442", () => {
    expectAccepted(
      apiServersAreRead,
      meshOf(
        "a: { network: n, apiServer: https://10.1.0.2 }",
        `b: { network: n, ${FROM("a")} }`,
        `c: { network: n, primary: a, ${FROM("nobody")} }`,
      ),
    );
  });

  test("accepts that of a primary whose istiod runs in a host, and reads it from there", () => {
    expectAccepted(
      apiServersAreRead,
      meshOf("hub:", `a: { network: n, controlPlane: hub, ${FROM("hub")} }`),
    );
  });

  test("accepts an address that the only primary shares with its remotes", () => {
    const shared = 'defaults: { apiServer: "https://{name}.example.com" }\nclusters:';
    expectAccepted(apiServersAreRead, meshOfText(SEED.replace("clusters:", shared)));
  });

  test("warns of the only primary, and of a reader without an istiod", () => {
    expectRefused(
      apiServersAreRead,
      meshOf(
        "a: { network: n, apiServer: https://10.1.0.2 }",
        "b: { network: n, primary: a }",
        `c: { network: n, primary: a, ${FROM("b")} }`,
      ),
      "no istiod of another cluster reads a, and its `apiServer` has no effect",
      "cluster b has no istiod that reads c, and its address in apiServer.from has no effect",
    );
  });
});
