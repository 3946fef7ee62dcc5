import { expect, test } from "vitest";
import { refOf, refText } from "../../src/kube/object.ts";
import { MESHES, objectsOf, rowsOf, tableOf } from "./plain-meshes.ts";

test("the table of plain objects is what meshplan and the outline of Istio 1.31 make of every kind of mesh", async () => {
  const all = (await Promise.all(MESHES.map((text) => objectsOf(text)))).flat();
  const table = tableOf(all.map((object) => refText(refOf(object))));
  await expect(
    `/**
 * The objects that meshplan and a plain Istio 1.31 have. Written by \`npx vitest run test/report/plain-objects.test.ts -u\`.
 */
export const PLAIN_OBJECTS: readonly string[] = [
${rowsOf(table)}];
`,
  ).toMatchFileSnapshot("../../src/report/risks/plain-objects.ts");
});
