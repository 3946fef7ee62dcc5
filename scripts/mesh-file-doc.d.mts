/** The page docs/mesh-file.md for the JSON Schema of mesh.yaml. */
export function meshFilePage(schema: unknown): Promise<string>;
