import type { BuildResult } from "esbuild";

export function build(): Promise<void>;
export function bundle(): Promise<BuildResult<{ readonly metafile: true; readonly write: false }>>;
