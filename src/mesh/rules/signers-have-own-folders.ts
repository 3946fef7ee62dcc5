import { folderOf } from "../build-trust.ts";
import { nameText } from "../name-text.ts";
import { isSigner } from "../signers.ts";
import type { Rule } from "./rule.ts";

/** MP0460: with one folder for all, a key that is lost in one cluster is lost in every one. */
export const signersHaveOwnFolders: Rule = (mesh) => {
  const { trust } = mesh;
  if (trust.root !== "files") return [];
  const [first, second] = mesh.clusters.filter(isSigner);
  if (first === undefined || second === undefined) return [];
  if (folderOf(trust.folder, first.name).path !== folderOf(trust.folder, second.name).path)
    return [];
  return [
    {
      code: "MP0460",
      message: `the istiods of ${nameText(first.name)} and ${nameText(second.name)} would sign with the same private key`,
      help: "write `{name}` for the cluster's name in trust.folder, such as `certs/{name}`",
      at: mesh.fieldsAt?.["trust"] ?? mesh.at,
    },
  ];
};
