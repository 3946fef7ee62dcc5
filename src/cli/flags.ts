import type { Risk } from "../report/risks/risk.ts";
import type { ColorWhen } from "./color.ts";
import type { TrustFlags } from "./trust-flags.ts";
import type { GraphWriter } from "./graph-formats.ts";
import type { PlanPrinter } from "./plan-formats.ts";
import type { ProblemWriter } from "./validate-formats.ts";

/** Flags that more than one command has, as commander hands them over. */
export interface CommonFlags {
  /** False for `--no-color`. */
  readonly color?: ColorWhen | false;
  readonly accessible?: boolean;
  readonly verbose?: boolean;
}
/** The flags of every command that takes a mesh file. */
export interface PathFlags extends CommonFlags {
  readonly allowPath?: readonly string[];
}
export interface ValidateFlags extends PathFlags {
  /** Made of `--format`; absent for text. */
  readonly tell?: ProblemWriter;
}
/** The flags of every command that may render. */
interface RendererFlags extends PathFlags {
  readonly istioctl?: string;
  readonly helm?: string;
  readonly renderCache?: boolean;
  readonly untrusted?: boolean;
}
export interface ClusterFlags extends RendererFlags, TrustFlags {
  readonly context: Readonly<Record<string, string>>;
}
/** The flags of every command that makes a plan to look at. */
interface LookFlags extends ClusterFlags {
  readonly readOnly?: boolean;
}
export interface ViewFlags extends LookFlags {
  readonly offline?: boolean;
}
export interface DoctorFlags extends ViewFlags {
  readonly format: "text" | "json";
}
export interface GraphFlags extends ViewFlags {
  /** Made of `--format`. */
  readonly draw: GraphWriter;
  readonly topology?: boolean;
  readonly full?: boolean;
}
export interface VersionFlags extends CommonFlags {
  readonly format: "text" | "json";
}
export interface PlanFlags extends LookFlags {
  /** Made of `--format`. */
  readonly print: PlanPrinter;
  readonly full?: boolean;
  /** The bound of a format that has one. */
  readonly maxBytes?: number;
  readonly failOn?: Risk;
  /** Where the plan is written as a page, too. */
  readonly html?: string;
  readonly out?: string;
  readonly detailedExitcode?: boolean;
  readonly allowUnreachable?: boolean;
}
export interface RenderFlags extends RendererFlags {
  readonly out?: string;
  readonly all?: boolean;
  readonly outline?: boolean;
}
export interface ImagesFlags extends RendererFlags {
  readonly format: "text" | "json";
  readonly outline?: boolean;
}
export interface ApplyFlags extends ClusterFlags {
  readonly format: "text" | "json" | "markdown";
  readonly full?: boolean;
  readonly failOn?: Risk;
  readonly autoApprove?: boolean;
  readonly expectDigest?: string;
  readonly maxAge?: number;
  readonly replay?: boolean;
  readonly events?: string;
  readonly parallelism?: number;
  readonly timeout?: number;
  readonly lockTimeout?: number;
}
export interface UnlockFlags extends ClusterFlags {
  readonly autoApprove?: boolean;
  readonly force?: boolean;
}
export interface InitFlags extends CommonFlags {
  readonly fromContexts?: readonly string[];
  readonly primary?: readonly string[];
  readonly oneNetwork?: boolean;
  readonly mesh?: string;
  readonly istioVersion?: string;
  readonly offline?: boolean;
}
export interface RbacFlags extends RendererFlags {
  readonly cluster?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly user?: string;
  readonly group?: string;
  readonly withSecrets?: boolean;
  readonly outline?: boolean;
}
export interface SandboxFlags extends PathFlags {
  readonly seed?: boolean;
  readonly state?: string;
  readonly latency?: number;
}
export interface CommentFlags extends CommonFlags {
  readonly events?: string;
  readonly forge?: "github" | "gitlab";
  readonly api?: string;
  readonly repository?: string;
  readonly number?: number;
  readonly author?: string;
  readonly maxBytes?: number;
}
