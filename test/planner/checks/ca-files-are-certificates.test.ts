import { expect, test } from "vitest";
import { caFilesAreCertificates } from "../../../src/planner/checks/ca-files-are-certificates.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { inputOf } from "./verbs.ts";

const MESH = meshOf(
  "a: { network: n }",
  "b: { network: n, primary: a, apiServer: { caFile: ca.pem } }",
);
const PATH = MESH.clusters.find(({ name }) => name === "b")?.apiServer.caFile ?? "";

function found(texts: readonly string[], problems: readonly (readonly [string, string])[]) {
  const files = { texts: new Map(texts.map((path) => [path, ""])), problems: new Map(problems) };
  return caFilesAreCertificates.check(inputOf(MESH, new Map(), { files }));
}

test("MP0517: a bundle of certificates is accepted, and nothing is said of files nobody names", () => {
  expect(found([PATH], [])).toEqual([]);
  expect(found([PATH], [["/other.pem", "holds a private key"]])).toEqual([]);
});

test("MP0517: what else is in the file is told of every cluster that names it", () => {
  expect(found([], [[PATH, "holds a private key"]])).toMatchObject([
    {
      code: "MP0517",
      cluster: "b",
      message: `${PATH}, the apiServer.caFile of b, holds a private key`,
    },
  ]);
});
