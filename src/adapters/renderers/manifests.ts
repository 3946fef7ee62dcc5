import { homedir } from "node:os";
import type { KubeObject } from "../../kube/object.ts";
import type { Manifests, RenderRequest } from "../../ports.ts";
import { defaultCacheFolder, type Distrusted, isCacheOff } from "./cache-folder.ts";
import { gatewayApiDefinitions } from "./gateway-api.ts";
import { helmManifests } from "./helm/helm.ts";
import { istioctlManifests } from "./istioctl.ts";
import type { ProgramPlaces } from "./programs.ts";

export interface ManifestsOptions {
  /** Where MESHPLAN_ISTIOCTL, MESHPLAN_HELM, PATH and XDG_CACHE_HOME are looked up. */
  readonly env: ProgramPlaces["env"];
  /** `--istioctl PATH` */
  readonly istioctl?: string | undefined;
  /** `--helm PATH` */
  readonly helm?: string | undefined;
  readonly home?: string;
  /** Where renders are kept between runs; default: the user's cache folder. */
  readonly cacheDirectory?: string;
  /** `--render-cache`: keep renders although this is a build server. */
  readonly renderCache?: boolean | undefined;
  /** `--untrusted`: no host that the mesh file names is contacted. */
  readonly untrusted?: boolean | undefined;
  /** Told once, of the first folder or file of the cache that is not believed. */
  readonly onDistrust?: (found: Distrusted) => void;
  /** What stands in on embedded clusters where no program renders. */
  readonly outline: (request: RenderRequest) => readonly KubeObject[];
}

/** Manifests of whichever renderer the mesh file names, and of the outline where it stands in. */
export function rendererManifests(options: ManifestsOptions): Manifests {
  const { env, home = homedir() } = options;
  const wanted = options.cacheDirectory ?? defaultCacheFolder(env, home);
  const cacheDirectory = isCacheOff(env, options.renderCache) ? undefined : wanted;
  let isTold = false;
  const onDistrust = (found: Distrusted): void => {
    if (!isTold) options.onDistrust?.(found);
    isTold = true;
  };
  const places = (path: string | undefined) => ({
    env,
    cacheDirectory,
    onDistrust,
    ...(path === undefined ? {} : { path }),
  });
  const renderers = {
    istioctl: istioctlManifests(places(options.istioctl)),
    helm: helmManifests({
      ...places(options.helm),
      untrusted: options.untrusted ?? false,
    }),
  };
  return {
    choose: (wanted, where) => renderers[wanted.renderer].choose(wanted, where),
    render: (info, requests) =>
      info.kind === "outline"
        ? Promise.resolve(requests.map((request) => ({ objects: options.outline(request) })))
        : renderers[info.kind].render(info, requests),
    gatewayApi: gatewayApiDefinitions,
  };
}
