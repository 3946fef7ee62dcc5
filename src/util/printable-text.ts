declare const brand: unique symbol;

/**
 * Text that is safe to hand to a terminal, a log of a build server or a file that people open. Every sink takes this and no
 * other text.
 *
 * Made by `visibleText` (foreign text, one line), `printable` (a sentence with foreign text in it), `printableLines` (lines that
 * a writer laid out and painted), `printableJson`, and `printYaml`. Holds printable characters, line feeds, tabs and the SGR
 * codes of our own painters, and no line that a build server takes for a command.
 */
export type Printable = string & { readonly [brand]: "Printable" };
