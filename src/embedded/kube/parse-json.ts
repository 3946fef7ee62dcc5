import type { Json } from "../../kube/object.ts";
import { badRequest } from "./api-failure.ts";

/** The JSON of a request body. Clients that send YAML get a 400 that says so. */
export function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw badRequest("the body is not JSON: embedded clusters read no YAML");
  }
}
