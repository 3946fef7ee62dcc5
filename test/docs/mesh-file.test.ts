import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { meshFilePage } from "../../scripts/mesh-file-doc.mjs";

const text = (path: string): Promise<string> =>
  readFile(new URL(`../../${path}`, import.meta.url), "utf8");

test("docs/mesh-file.md has every key of the schema as it is now (node scripts/mesh-file-doc.mjs)", async () => {
  const schema: unknown = JSON.parse(await text("schema/mesh.schema.json"));
  expect(await text("docs/mesh-file.md")).toBe(await meshFilePage(schema));
});
