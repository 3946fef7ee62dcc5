import { hasErrors } from "../diagnostics/has-errors.ts";
import { renderedAddressesAreKnown } from "../mesh/rules/rendered-addresses-are-known.ts";
import type { Plan } from "../planner/plan.ts";
import type { OnStep } from "../planner/plan-step.ts";
import { allRendered, type Rendered, renderedFiles } from "../planner/rendered.ts";
import type { Ports } from "../ports.ts";
import { desiredUnasked } from "./desire.ts";
import type { Planned } from "./planning.ts";

export interface RenderOptions {
  /** Everything that can be rendered, whoever delivers it. */
  readonly all: boolean;
  /** The built-in outline may stand in where no fitting program is found: for embedded clusters. */
  readonly outline: boolean;
  readonly onStep?: OnStep;
}

export interface RenderOutcome extends Rendered {
  readonly renderer: Plan["renderer"];
}

/** The manifests of what others apply, made from the file alone: no cluster is asked. */
export async function renderMesh(
  ports: Pick<Ports, "manifests">,
  read: Planned,
  options: RenderOptions,
): Promise<RenderOutcome> {
  const { topology } = read;
  const mesh = options.all ? allRendered(read.mesh) : read.mesh;
  const none = { kind: "none", version: mesh.istio.version } as const;
  const unknown = renderedAddressesAreKnown(mesh, topology);
  if (unknown.length > 0) return { renderer: none, files: [], problems: unknown };
  const { renderer, desired, problems } = await desiredUnasked(ports, { mesh, topology }, options);
  if (hasErrors(problems)) return { renderer, files: [], problems };
  return { renderer, ...renderedFiles(desired) };
}
