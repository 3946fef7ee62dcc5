import meshSchema from "../../../schema/mesh.schema.json" with { type: "json" };
import { printableJson } from "../../util/printable-json.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Output } from "../output.ts";

/** `meshplan schema`: the JSON Schema of mesh.yaml, for editors. */
export async function schema(output: Output): Promise<ExitCode> {
  await output.print(printableJson(meshSchema, { pretty: true }));
  return EXIT.done;
}
