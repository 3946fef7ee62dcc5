import fastJsonPatch, { type Operation } from "fast-json-patch";
import { isList, isMap, type Json, type JsonMap } from "../../../kube/object.ts";
import { ApiFailure, badRequest } from "../api-failure.ts";

const OPERATIONS: ReadonlySet<Json | undefined> = new Set([
  "add",
  "copy",
  "move",
  "remove",
  "replace",
  "test",
]);

/** RFC 6902. A failed `test`, a missing path or a wrong index refuses the whole patch with 422. */
export function jsonPatch(target: Json, patch: Json): Json {
  if (!isList(patch)) throw badRequest("a JSON patch is a list of operations");
  for (const step of patch) {
    if (!isMap(step)) throw badRequest("an operation of a JSON patch is an object");
    if (!OPERATIONS.has(step["op"]))
      throw badRequest("Unexpected kind: unknown JSON patch operation");
    for (const pointer of ["path", "from"])
      if (step[pointer] !== undefined && !isPointer(step[pointer]))
        throw badRequest("a JSON patch path starts with a slash");
  }
  try {
    const steps = patch as unknown as readonly Operation[];
    return fastJsonPatch.applyPatch(structuredClone(target), steps, true, true).newDocument;
  } catch (error) {
    throw unprocessable(error);
  }
}

function isPointer(text: Json | undefined): boolean {
  return typeof text === "string" && (text === "" || text.startsWith("/"));
}

/** The message of the package holds the whole object. It throws plain errors for a key of `__proto__` and a move into itself. */
function unprocessable(error: unknown): ApiFailure {
  const { name, operation } = error as { readonly name?: string; readonly operation?: JsonMap };
  const why =
    name === "TEST_OPERATION_FAILED"
      ? "testing value failed"
      : typeof operation?.["path"] === "string"
        ? `missing path ${operation["path"]}`
        : "the patch cannot be applied";
  const message = `the server rejected our request due to an error in our request: ${why}`;
  return new ApiFailure(422, "Invalid", message, {});
}
