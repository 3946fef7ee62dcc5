import { isMap, type Json, type JsonMap } from "../kube/object.ts";
import { LIMITS } from "../util/limits.ts";
import { composeDocuments } from "./yaml.ts";

/** No configuration that a person writes comes near this size. */
const MOST_CHARACTERS = 256 * 1024;
const MOST_ALIASES = 100;
const BOUNDS = { depth: 64, tokens: LIMITS.meshTokens.most };

/**
 * The map in a YAML text that stands in an object or a file of others; an empty one where it holds anything else, is damaged
 * or too large. A part of it may mean something else than all of it.
 */
export function mapInYaml(text: string): JsonMap {
  if (text.length > MOST_CHARACTERS) return {};
  try {
    const { documents, tooDeepAt, isTooMuch } = composeDocuments(text, BOUNDS);
    const [document] = documents;
    if (tooDeepAt !== undefined || isTooMuch) return {};
    if (document === undefined || document.errors.length > 0) return {};
    const value = document.toJS({ maxAliasCount: MOST_ALIASES }) as Json;
    return isMap(value) ? value : {};
  } catch {
    return {};
  }
}
