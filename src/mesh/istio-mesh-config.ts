import { textOrNone } from "../kube/at.ts";
import { mapInYaml } from "./map-in-yaml.ts";

/** The mesh that istiod belongs to, as its own configuration describes it. */
interface IstioMeshConfig {
  readonly meshId?: string;
  readonly trustDomain?: string;
}

/** Reads the key `mesh` of Istio's ConfigMap `istio`, which others wrote; an unreadable part counts as absent. */
export function readIstioMeshConfig(text: string): IstioMeshConfig {
  const mesh = mapInYaml(text);
  const trustDomain = textOrNone(mesh, "trustDomain");
  const meshId = textOrNone(mesh, "defaultConfig", "meshId");
  return {
    ...(meshId === undefined ? {} : { meshId }),
    ...(trustDomain === undefined ? {} : { trustDomain }),
  };
}
