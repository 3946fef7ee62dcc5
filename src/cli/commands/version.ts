import { findTools, type Tool } from "../../adapters/renderers/tools.ts";
import { printable, printableLines } from "../../util/printable.ts";
import { printableJson } from "../../util/printable-json.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { VersionFlags } from "../flags.ts";
import type { Output } from "../output.ts";
import { COMMIT, VERSION } from "../version.ts";

/** `meshplan version`: this program, and the programs beside it that a plan or its next steps use. For reports of bugs. */
export async function version(flags: VersionFlags, output: Output): Promise<ExitCode> {
  const node = process.versions.node;
  const tools = await findTools({ env: process.env });
  if (flags.format === "json") {
    const commit = COMMIT === "" ? {} : { commit: COMMIT };
    const about = { format_version: "1.0", meshplan: VERSION, ...commit, node };
    const found = tools.map(({ name, found: one, problem }) => ({
      name,
      ...(one === undefined ? {} : { version: one.version, path: one.path }),
      ...(problem === undefined ? {} : { problem: problem.message }),
    }));
    await output.print(printableJson({ ...about, tools: found }, { pretty: true }));
    return EXIT.done;
  }
  await output.print(
    printableLines([
      printable`meshplan  ${VERSION}${COMMIT === "" ? "" : `, commit ${COMMIT}`}`,
      printable`node      ${node}`,
      ...tools.map((tool) => printable`${tool.name.padEnd(8)}  ${toolText(tool)}`),
    ]),
  );
  return EXIT.done;
}

function toolText({ found, problem }: Tool): string {
  if (problem !== undefined) return problem.message;
  return found === undefined ? "none is on PATH" : `${found.version}, ${found.path}`;
}
