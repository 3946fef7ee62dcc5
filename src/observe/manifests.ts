import { MeshplanError } from "../errors.ts";
import type { KubeObject } from "../kube/object.ts";
import type { Mesh } from "../mesh/model.ts";
import { renderedProblem } from "../planner/rendered-shape.ts";
import type { DesiredInput } from "../planner/desired.ts";
import { hashOf } from "../planner/digest.ts";
import { gatewayApiOf } from "../planner/components/gateway-api/definitions.ts";
import type { ManifestRequest } from "../planner/render-requests.ts";
import { countSteps, type OnStep } from "../planner/plan-step.ts";
import type { Plan } from "../planner/plan.ts";
import type { Ports, RendererInfo } from "../ports.ts";

/** The definitions of the Gateway API that a mesh may have to bring. */
export async function gatewayApi(
  { manifests }: Pick<Ports, "manifests">,
  mesh: Mesh,
): Promise<Pick<DesiredInput, "gatewayApi">> {
  const bundle = gatewayApiOf(mesh);
  return bundle === undefined ? {} : { gatewayApi: await manifests.gatewayApi(bundle) };
}

interface Manifested {
  /** Of the newest version. */
  readonly renderer: Plan["renderer"];
  readonly manifests: ReadonlyMap<string, readonly KubeObject[]>;
}

/** Finds what renders one Istio version. */
type Choose = (version: string) => Promise<RendererInfo>;

export function chooser(
  { manifests }: Pick<Ports, "manifests">,
  { istio }: Mesh,
  embedded: boolean,
): Choose {
  return (version) => manifests.choose({ ...istio, version }, { embedded });
}

/**
 * Stage 8: each request by a renderer of its own Istio, because revisions have versions of their own. No renderer is
 * needed where others deliver everything that would be rendered.
 */
export async function renderAll(
  ports: Pick<Ports, "manifests">,
  { istio }: Mesh,
  requests: readonly ManifestRequest[],
  choose: Choose,
  onStep?: OnStep,
): Promise<Manifested> {
  if (requests.length === 0)
    return { renderer: { kind: "none", version: istio.version }, manifests: new Map() };
  const versions = [...new Set([istio.version, ...requests.map(({ version }) => version)])];
  const manifests = new Map<string, readonly KubeObject[]>();
  const counted = countSteps("render", requests.length, onStep);
  const renderers = await Promise.all(
    versions.map(async (version) => {
      const chosen = await choose(version);
      requirePinned(istio, `${chosen.kind} ${chosen.version}`, chosen.sha256);
      const own = requests.filter((request) => request.version === version);
      // One by one, so that each is counted; the renderer sees to it that equal ones are rendered once.
      const rendered = await Promise.all(
        own.map((request) => counted(ports.manifests.render(chosen, [request]))),
      );
      const from = rendered.flatMap(([one]) => one?.from ?? []);
      const renderer: Manifested["renderer"] =
        from.length === 0 ? chosen : withCharts(chosen, from);
      requirePinned(istio, `the charts of Istio ${version}`, renderer.chartsSha256);
      own.forEach((request, index) => {
        const objects = rendered[index]?.[0]?.objects ?? [];
        const problem = renderedProblem(request, objects);
        if (problem !== undefined) throw unusable(request, chosen, problem);
        manifests.set(request.for, objects);
      });
      return renderer;
    }),
  );
  const [renderer] = renderers;
  if (renderer === undefined) throw new Error("internal: a mesh without a version");
  return { renderer, manifests };
}

function unusable({ for: request }: ManifestRequest, renderer: RendererInfo, why: string) {
  const by = `${renderer.kind} ${renderer.version}`;
  return new MeshplanError("MP9220", `${by} rendered ${request} in a way nobody can use: ${why}`, {
    nextSteps: [
      `check that ${renderer.kind}${renderer.charts === undefined ? "" : ", and its charts,"} are Istio's own`,
      "meshplan explain MP9220",
    ],
  });
}

/** Equal charts, equal sha256, in whatever order they were rendered. */
function withCharts(renderer: RendererInfo, from: readonly string[]): Manifested["renderer"] {
  return { ...renderer, chartsSha256: hashOf([...new Set(from)].sort()) };
}

/** MP9218: what renders decides every object, so a file can name it by its content. The outline is meshplan's own. */
function requirePinned(
  { rendererSha256: pinned }: Mesh["istio"],
  what: string,
  sha256: string | undefined,
): void {
  if (pinned === undefined || sha256 === undefined || pinned.includes(sha256)) return;
  throw new MeshplanError(
    "MP9218",
    `istio.rendererSha256 does not list ${what}, whose sha256 is ${sha256}`,
    {
      nextSteps: [
        "use the program or the charts that the file lists",
        "or, if you trust this one, add its sha256 to istio.rendererSha256",
      ],
    },
  );
}
