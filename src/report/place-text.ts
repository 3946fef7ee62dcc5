/** A line of the mesh file as people name it: `mesh.yaml:6`, `line 6` of standard input. */
export function placeText(file: string, line: number): string {
  return file === "-" ? `line ${line}` : `${fileText(file)}:${line}`;
}

/** The mesh file as people name it: without its folders. */
export function fileText(file: string): string {
  return file === "-" ? "the file" : file.slice(file.lastIndexOf("/") + 1);
}
