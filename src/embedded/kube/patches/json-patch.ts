import { sameJson } from "../../../kube/canonical.ts";
import { isList, isMap, type Json } from "../../../kube/object.ts";
import { ApiFailure, badRequest } from "../api-failure.ts";
import { type DraftValue, isDraft } from "../json-draft.ts";

/** RFC 6902. A failed `test` or a missing path refuses the whole patch with 422. */
export function jsonPatch(target: Json, patch: Json): Json {
  if (!isList(patch)) throw badRequest("a JSON patch is a list of operations");
  const root = { value: structuredClone(target) as DraftValue };
  for (const step of patch) {
    if (!isMap(step)) throw badRequest("an operation of a JSON patch is an object");
    const path = pointer(step["path"]);
    switch (step["op"]) {
      case "add":
        write(root, path, clone(step["value"]), true);
        break;
      case "replace":
        read(root, path);
        write(root, path, clone(step["value"]), false);
        break;
      case "remove":
        remove(root, path);
        break;
      case "test":
        if (!sameJson(read(root, path), step["value"] ?? null))
          throw unprocessable("testing value failed");
        break;
      case "copy":
      case "move": {
        const from = pointer(step["from"]);
        const value = clone(read(root, from));
        if (step["op"] === "move") remove(root, from);
        write(root, path, value, true);
        break;
      }
      default:
        throw badRequest("Unexpected kind: unknown JSON patch operation");
    }
  }
  return root.value;
}

interface Root {
  value: DraftValue;
}

function clone(value: Json | undefined): DraftValue {
  return structuredClone(value ?? null) as DraftValue;
}

function pointer(text: Json | undefined): readonly string[] {
  if (typeof text !== "string" || (text !== "" && !text.startsWith("/")))
    throw badRequest("a JSON patch path starts with a slash");
  return text
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function unprocessable(why: string): ApiFailure {
  const message = `the server rejected our request due to an error in our request: ${why}`;
  return new ApiFailure(422, "Invalid", message, {});
}

function read(root: Root, path: readonly string[]): DraftValue {
  return path.reduce<DraftValue>((value, key) => {
    const next = Array.isArray(value)
      ? value[Number(key)]
      : isDraft(value)
        ? value[key]
        : undefined;
    if (next === undefined) throw unprocessable(`missing path /${path.join("/")}`);
    return next;
  }, root.value);
}

function write(root: Root, path: readonly string[], value: DraftValue, insert: boolean): void {
  const key = path.at(-1);
  if (key === undefined) {
    root.value = value;
    return;
  }
  const parent = read(root, path.slice(0, -1));
  if (Array.isArray(parent)) {
    if (key === "-") parent.push(value);
    else parent.splice(Number(key), insert ? 0 : 1, value);
  } else if (isDraft(parent)) parent[key] = value;
  else throw unprocessable(`no container at /${path.slice(0, -1).join("/")}`);
}

function remove(root: Root, path: readonly string[]): void {
  read(root, path);
  const parent = read(root, path.slice(0, -1));
  const key = path.at(-1) ?? "";
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else if (isDraft(parent)) Reflect.deleteProperty(parent, key);
}
