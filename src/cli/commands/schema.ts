import meshSchema from "../../../schema/mesh.schema.json" with { type: "json" };
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Output } from "../output.ts";

/** `meshplan schema`: the JSON Schema of mesh.yaml, for editors. */
export async function schema(output: Output): Promise<ExitCode> {
  await output.print(JSON.stringify(meshSchema, null, 2));
  return EXIT.done;
}
