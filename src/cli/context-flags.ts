import { shellWord } from "../util/shell-word.ts";

/** ` --context cluster1=other`, for commands to copy: no plan keeps how one machine calls a cluster. */
export function contextFlags(contexts: Readonly<Record<string, string>>): string {
  return Object.entries(contexts)
    .map(([cluster, context]) => ` --context ${shellWord(`${cluster}=${context}`)}`)
    .join("");
}
