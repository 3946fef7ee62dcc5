import type { BuildContext } from "./build-context.ts";
import type { MeshFile } from "./mesh-file.ts";
import type { FilePlace, TrustSettings } from "./model.ts";

/** The root of trust; where the file says nothing, istiod makes it. */
export function buildTrust({ trust }: MeshFile, context: BuildContext): TrustSettings {
  const place = (field: string, written: string): FilePlace => ({
    written,
    path: context.path(written, `trust.${field}`, ["trust", field]),
  });
  switch (trust?.root) {
    case "generated":
      return { root: "generated", key: place("key", trust.key) };
    case "files":
      return { root: "files", folder: place("folder", trust.folder) };
    case "existing":
      return { root: "existing" };
    case "istiod":
    case undefined:
      return { root: "istiod" };
  }
}

/** The folder of one primary's certificates. */
export function folderOf(folder: FilePlace, cluster: string): FilePlace {
  const named = (text: string): string => text.replaceAll("{name}", cluster);
  return { written: named(folder.written), path: named(folder.path) };
}
