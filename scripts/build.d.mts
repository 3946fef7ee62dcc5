import type { Metafile } from "esbuild";

interface Bundle {
  readonly metafile: Metafile;
  readonly outputFiles: readonly { readonly path: string; readonly text: string }[];
}

export function build(): Promise<void>;
export function bundle(): Promise<Bundle>;
