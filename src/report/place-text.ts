/** A line of the mesh file as people name it: `mesh.yaml:6`, `line 6` of standard input. */
export function placeText(file: string, line: number): string {
  return `${file === "-" ? "line " : `${file.slice(file.lastIndexOf("/") + 1)}:`}${line}`;
}
