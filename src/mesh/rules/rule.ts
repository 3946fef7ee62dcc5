import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Mesh } from "../model.ts";
import type { Topology } from "../topology.ts";

/** One law that a mesh must follow. Reports everything that breaks it; never stops at the first violation. */
export type Rule = (mesh: Mesh, topology: Topology) => readonly Diagnostic[];
