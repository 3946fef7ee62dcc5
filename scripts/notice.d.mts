import type { Metafile } from "esbuild";

export function noticeText(metafile: Metafile, root: string): Promise<string>;
