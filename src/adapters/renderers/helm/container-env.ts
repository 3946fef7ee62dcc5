import { isList, isMap, type Json, type JsonMap } from "../../../kube/object.ts";

/** The environment of a container as charts take it: plain values by name, and whole entries for what is looked up. */
interface ContainerEnv {
  readonly env: JsonMap;
  readonly envVarFrom: readonly JsonMap[];
}

export function containerEnv(entries: Json | undefined): ContainerEnv {
  const list = isList(entries) ? entries.filter(isVariable) : [];
  const plain = list.filter((entry) => entry["valueFrom"] === undefined);
  return {
    env: Object.fromEntries(plain.map(({ name, value = "" }) => [name, value])),
    envVarFrom: list.filter((entry) => entry["valueFrom"] !== undefined),
  };
}

function isVariable(entry: Json): entry is JsonMap & { readonly name: string } {
  return isMap(entry) && typeof entry["name"] === "string";
}
