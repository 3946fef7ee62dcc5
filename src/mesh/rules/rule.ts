import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Mesh } from "../model.ts";
import type { Topology } from "../topology.ts";

/** One law a mesh must follow. Says everything that breaks it; never stops at the first. */
export type Rule = (mesh: Mesh, topology: Topology) => readonly Diagnostic[];
