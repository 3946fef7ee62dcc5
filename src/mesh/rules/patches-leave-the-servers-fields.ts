import { SERVER_METADATA } from "../../kube/server-fields.ts";
import { nameText } from "../name-text.ts";
import { valueAt } from "../value-at.ts";
import type { Rule } from "./rule.ts";

/** MP0458: nobody can set the fields that the API server writes. */
export const patchesLeaveTheServersFields: Rule = (mesh) =>
  mesh.clusters.flatMap(({ patches }) =>
    patches.flatMap(({ patch, at }) =>
      SERVERS.filter((pointer) => valueAt(patch, pointer) !== undefined).map((pointer) => ({
        code: "MP0458" as const,
        message: `a patch cannot set ${nameText(pointer.slice(1).replaceAll("/", "."))}: the API server writes it`,
        help: "remove it from the patch",
        at,
      })),
    ),
  );

const SERVERS = [...SERVER_METADATA.map((name) => `/metadata/${name}`), "/status"];
