import { MeshplanError } from "../../errors.ts";
import { canonicalJson } from "../../kube/canonical.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Renderer, RendererInfo, RenderRequest } from "../../ports.ts";
import { cacheFolder, type Distrusted } from "./cache-folder.ts";
import { findIstioctl } from "./istioctl-binary.ts";
import { outlineFor } from "./outline.ts";
import { type Program, type ProgramPlaces, sameMinor } from "./programs.ts";
import { Renders } from "./renders.ts";

interface IstioctlOptions extends ProgramPlaces {
  /** Where renders are kept between runs; undefined: nowhere. */
  readonly cacheDirectory: string | undefined;
  /** Told of what is not believed there. */
  readonly onDistrust?: (found: Distrusted) => void;
}

/** Manifests from the real istioctl, or, on embedded clusters without a fitting one, from the built-in outline. */
export function istioctlManifests(options: IstioctlOptions): Renderer {
  const folder = cacheFolder(options.cacheDirectory, options.onDistrust);
  const renders = new Renders(folder);
  const chosen = new Map<RendererInfo, Program>();
  return {
    choose: async ({ version }, { embedded }) => {
      const binary = await findIstioctl(version, options, folder).catch((error: unknown) => {
        // A path that somebody wrote down is not passed over in silence; a broken program on PATH may be, in a demo.
        if (embedded && options.path === undefined && isBroken(error)) return undefined;
        throw error;
      });
      const misfit = misfitOf(binary, version);
      if (binary !== undefined && misfit === undefined) {
        const info: RendererInfo = {
          kind: "istioctl",
          version: binary.version,
          sha256: binary.sha256,
        };
        chosen.set(info, binary);
        return info;
      }
      if (embedded) return outlineFor(version, misfit ?? "no istioctl was found");
      throw unfit(binary, version);
    },
    render: (info, requests) =>
      Promise.all(
        requests.map(async (request) => {
          const binary = chosen.get(info);
          if (binary === undefined)
            throw new Error("internal: a renderer that was not chosen here");
          return { objects: await rendered(binary, request, renders) };
        }),
      ),
  };
}

function isBroken(error: unknown): boolean {
  return error instanceof MeshplanError && error.code === "MP9203";
}

/** Why this istioctl may not render that version; undefined: it may. */
function misfitOf(binary: Program | undefined, version: string): string | undefined {
  if (binary === undefined) return "no istioctl was found";
  const exact = binary.from === "flag" || version.split(".").length < 3;
  const fits = exact ? sameMinor(binary.version, version) : binary.version === version;
  return fits ? undefined : `${binary.path} is ${binary.version}`;
}

function unfit(binary: Program | undefined, version: string): MeshplanError {
  const nextSteps = [
    `install istioctl ${version} and name it: --istioctl PATH`,
    "or try without any cluster: meshplan demo",
  ];
  return binary === undefined
    ? new MeshplanError("MP9201", `Istio ${version} needs istioctl ${version}, and there is none`, {
        nextSteps,
      })
    : new MeshplanError(
        "MP9202",
        `Istio ${version} needs istioctl ${version}, and ${binary.path} is ${binary.version}`,
        { nextSteps },
      );
}

function rendered(
  binary: Program,
  request: RenderRequest,
  renders: Renders,
): Promise<readonly KubeObject[]> {
  const input = canonicalJson(request.operator);
  return renders.objects({
    key: [binary.version, binary.sha256, input],
    for: request.for,
    renderer: {
      name: "istioctl",
      path: binary.path,
      failed: "MP9203",
      unreadable: "MP9204",
      check: `${binary.path} manifest generate`,
    },
    command: () => Promise.resolve({ args: ["manifest", "generate", "-f", "-"], input }),
  });
}
