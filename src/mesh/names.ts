import type { ClusterName, NetworkName } from "./model.ts";

/** The longest DNS-1123 label: https://kubernetes.io/docs/concepts/overview/working-with-objects/names */
export const MAX_LABEL_LENGTH = 63;

/** Marks a text as the name of a cluster. Only `buildMesh` and tests call it; the rules then check its form. */
export function clusterName(text: string): ClusterName {
  return text as ClusterName;
}

/** Marks a text as the name of a network; the empty text is "no network". */
export function networkName(text: string): NetworkName {
  return text as NetworkName;
}

/** At most 63 lower-case letters, digits and hyphens, with a letter or digit at both ends. */
export function isDnsLabel(text: string): boolean {
  return text.length <= MAX_LABEL_LENGTH && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text);
}

/** The nearest DNS-1123 label to a text, for a suggestion; undefined where nothing of the text remains. */
export function toDnsLabel(text: string): string | undefined {
  const label = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(0, MAX_LABEL_LENGTH)
    .replace(/-$/, "");
  return label === "" ? undefined : label;
}
