import { LIMITS } from "../util/limits.ts";
import { composeDocuments } from "./yaml.ts";

/** The mesh that istiod belongs to, as its own configuration describes it. */
interface IstioMeshConfig {
  readonly meshId?: string;
  readonly trustDomain?: string;
}

/** No configuration that a person writes comes near this size. */
const MOST_CHARACTERS = 256 * 1024;
const BOUNDS = { depth: 64, tokens: LIMITS.meshTokens.most };

/** Reads the key `mesh` of Istio's ConfigMap `istio`, which others wrote; an unreadable part counts as absent. */
export function readIstioMeshConfig(text: string): IstioMeshConfig {
  if (text.length > MOST_CHARACTERS) return {};
  const { documents, tooDeepAt, isTooMuch } = composeDocuments(text, BOUNDS);
  const [document] = documents;
  if (tooDeepAt !== undefined || isTooMuch) return {};
  if (document === undefined || document.errors.length > 0) return {};
  const trustDomain = document.getIn(["trustDomain"]);
  const meshId = document.getIn(["defaultConfig", "meshId"]);
  return {
    ...(isText(meshId) ? { meshId } : {}),
    ...(isText(trustDomain) ? { trustDomain } : {}),
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
