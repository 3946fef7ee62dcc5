import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../src/", import.meta.url));
const FILES = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"))
  .sort();

/** A program or a flag of a command to copy, and an insertion (a NUL here) after it. A sentence names programs otherwise. */
const COMMAND_WITH_INSERTION = new RegExp(
  [
    String.raw`(?<![\w./-])(?:${[
      "kubectl",
      "istioctl [a-z-]+",
      "helm (?:[a-z]+ )?[a-z]+://",
      "helm (?:pull|show|template|install|upgrade|repo|registry|get|list|-)",
      "meshplan (?:plan|apply|show|explain|unlock|validate|rbac|graph|demo|schema|render(?! did ))",
      "(?:openssl|docker|iconv|readlink|chmod|mkdir|cp|cat|rm|ls -\\w+)",
    ].join("|")})(?: [^]*)?\0`,
    String.raw`(?<![\w./-])helm \0`,
    String.raw`\bexport [A-Z_]+=\0`,
    String.raw`(?<![\w-])--?[a-z][a-z-]*[ =][^ ]*\0`,
  ].join("|"),
);

/** What is wrong with the commands in templates of a source text. A template in a template is looked at for itself. */
function unquotedCommands(name: string, code: string): readonly string[] {
  // Parsing all files would take seconds.
  const isAffected = COMMAND_WITH_INSERTION.test(code.replaceAll("${", "\0"));
  if (!isAffected && !code.includes("commandLine`")) return [];
  const file = ts.createSourceFile(name, code, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateExpression(node)) {
      const parts = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
      const { parent } = node;
      const quotes =
        ts.isTaggedTemplateExpression(parent) && parent.tag.getText() === "commandLine";
      // An odd number of quotes before an insertion: it stands in quotes, and its own would end them.
      const isInQuotes = parts.slice(0, -1).some(
        (_, index) =>
          parts
            .slice(0, index + 1)
            .join("")
            .split(/['"]/).length %
            2 ===
          0,
      );
      if (quotes ? isInQuotes : COMMAND_WITH_INSERTION.test(parts.join("\0")))
        found.push(`${name}: ${node.getText()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

test("commands to copy come from commandLine, which quotes what is inserted", () => {
  const found = FILES.flatMap((file) =>
    unquotedCommands(file, readFileSync(join(ROOT, file), "utf8")),
  );
  expect(found).toEqual([]);
});

test.each([
  "`look: kubectl --context ${context} get pods`",
  "`helm ${words.join(' ')}`",
  "`helm pull ${from}/base`",
  "`ls -l ${path}`",
  "`name it: --state ${path}`",
  "`istioctl tag set ${tag}`",
  "`export KUBECONFIG=${path}`",
  "printable`Plan again: meshplan plan ${file}`",
  "commandLine`kubectl get --raw '${path}'`",
])("the law sees %s", (code) => {
  expect(unquotedCommands("x.ts", code)).toHaveLength(1);
});

test.each([
  "`look: ${commandLine`ls -l ${path}`}, then ask ${name}`",
  "commandLine`kubectl get --raw '/readyz?verbose' ${more}`",
  "`helm did not end within ${seconds} s`",
  "`Istio ${version} needs istioctl ${version}`",
])("the law lets %s pass", (code) => {
  expect(unquotedCommands("x.ts", code)).toEqual([]);
});
