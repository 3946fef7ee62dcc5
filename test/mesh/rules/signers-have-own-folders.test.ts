import { describe, test } from "vitest";
import { signersHaveOwnFolders } from "../../../src/mesh/rules/signers-have-own-folders.ts";
import { meshOfText } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const meshWith = (trust: string, second: string) =>
  meshOfText(`apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0 }
trust: ${trust}
clusters:
  east: { network: network1 }
  west: ${second}
`);

describe("MP0460: clusters that sign have folders of their own", () => {
  test("accepts a folder that is named after its cluster", () => {
    const trust = '{ root: files, folder: "certs/{name}" }';
    expectAccepted(signersHaveOwnFolders, meshWith(trust, "{ network: network2 }"));
  });

  test("accepts one folder for one primary", () => {
    const trust = "{ root: files, folder: certs }";
    expectAccepted(signersHaveOwnFolders, meshWith(trust, "{ network: network2, primary: east }"));
  });

  test("warns of one folder for two, in whatever spelling", () => {
    const trust = '{ root: files, folder: "certs/{name}/.." }';
    for (const one of ["{ root: files, folder: certs }", trust])
      expectRefused(
        signersHaveOwnFolders,
        meshWith(one, "{ network: network2 }"),
        "the istiods of east and west would sign with the same private key",
      );
  });
});
