import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const READING = ["src", "test", "rig", "bench", "scripts"];

const FILES = READING.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(tsx?|mjs)$/.test(name) && !name.endsWith(".d.ts"))
    .map((name) => join(folder, name)),
);

/** `src/kube/object.ts isMap` for every name that a file takes from another one; `… *` where it takes whatever there is. */
function namesTaken(file: string, source: ts.SourceFile): readonly string[] {
  const taken: string[] = [];
  const take = (target: string, names: readonly string[]): void => {
    if (!target.startsWith(".")) return;
    const from = normalize(join(dirname(file), target));
    taken.push(...names.map((name) => `${from} ${name}`));
  };
  const bound = (bindings: ts.NamedImportBindings | ts.NamedExportBindings | undefined) =>
    bindings === undefined || !("elements" in bindings)
      ? ["*"]
      : bindings.elements.map(({ propertyName, name }) => (propertyName ?? name).text);
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
      take(node.moduleSpecifier.text, bound(node.importClause?.namedBindings));
    if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined)
      take((node.moduleSpecifier as ts.StringLiteral).text, bound(node.exportClause));
    // What a late import takes stands in its statement: `const { a } = await import("./b.ts")`, or `.then(({ a }) => …)`.
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [target] = node.arguments;
      if (target !== undefined && ts.isStringLiteralLike(target))
        take(
          target.text,
          statementOf(node)
            .getText()
            .match(/[A-Za-z_$][\w$]*/g) ?? [],
        );
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      take((node.argument.literal as ts.StringLiteral).text, [node.qualifier?.getText() ?? "*"]);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return taken;
}

function statementOf(node: ts.Node): ts.Node {
  return ts.isStatement(node) ? node : statementOf(node.parent);
}

function namesGiven(source: ts.SourceFile): readonly string[] {
  return source.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement))
      return statement.exportClause !== undefined && ts.isNamedExports(statement.exportClause)
        ? statement.exportClause.elements.map(({ name }) => name.text)
        : [];
    const isExported =
      ts.canHaveModifiers(statement) &&
      (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) return [];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map(({ name }) => name.getText());
    const { name } = statement as { readonly name?: ts.Identifier };
    return name === undefined ? [] : [name.text];
  });
}

test("every export of src has somebody who imports it", () => {
  const sources = new Map(
    FILES.map((file) => {
      const text = readFileSync(join(ROOT, file), "utf8");
      return [file, ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)];
    }),
  );
  const taken = new Set([...sources].flatMap(([file, source]) => namesTaken(file, source)));
  const exported = [...sources]
    .filter(([file]) => file.startsWith("src/"))
    .flatMap(([file, source]) => namesGiven(source).map((name) => `${file} ${name}`));
  expect(exported.length).toBeGreaterThan(1000);
  const idle = exported.filter(
    (one) => !taken.has(one) && !taken.has(`${one.split(" ")[0] ?? ""} *`),
  );
  expect(idle).toEqual([]);
});
