import { isAbsolute, join } from "node:path";
import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/source.ts";
import type { FieldSpans } from "./model.ts";
import { nameText } from "./name-text.ts";
import { pointerStep } from "./pointer-step.ts";
import {
  keySpanAt,
  nodeAt,
  spanAt,
  type NodePath,
  type Parsed,
  type ParsedNode,
} from "./parsed.ts";

export interface BuildOptions {
  /** The absolute folder of the mesh file; relative paths in the file start there. */
  readonly directory: string;
}

/** A path of the user's own, and the place where the file names it. */
export interface NamedPath {
  /** `apiServer.caFile`. */
  readonly field: string;
  readonly written: string;
  /** Absolute. In `trust.folder`, `{name}` still stands for the name of a primary. */
  readonly path: string;
  readonly at: Span;
}

/** A text that cannot be read as the value its field needs. */
export interface TextFault {
  readonly code: DiagnosticCode;
  readonly path: NodePath;
}

/** The state that all builders of parts of the mesh share: the places of the file, and the list of its faults. */
export class BuildContext {
  readonly diagnostics: Diagnostic[] = [];
  /** The place of each fault in the file, listed for every place that uses a shared text. */
  readonly faults: TextFault[] = [];
  /** Every path of the file: all code that turns a text into a path does it here. */
  readonly paths: NamedPath[] = [];
  readonly #told = new Set<string>();
  readonly #parsed: Parsed;
  readonly #options: BuildOptions;

  constructor(parsed: Parsed, options: BuildOptions) {
    this.#parsed = parsed;
    this.#options = options;
  }

  span(path: NodePath): Span {
    return spanAt(this.#parsed.root, path);
  }

  keySpan(path: NodePath): Span {
    return keySpanAt(this.#parsed.root, path);
  }

  /** The place where each of these fields of one section was written. */
  spansOf(fields: object, place: (...field: NodePath) => NodePath): FieldSpans {
    return Object.fromEntries(Object.keys(fields).map((field) => [field, this.span(place(field))]));
  }

  /** The place where every leaf below a path was written, by JSON pointer. */
  leafSpans(path: NodePath): FieldSpans {
    const spans: [string, Span][] = [];
    const visit = (node: ParsedNode, pointer: string): void => {
      if (node.kind === "scalar" || node.kind === "list" || node.entries.size === 0)
        spans.push([pointer, node.at]);
      else
        for (const { key, node: below } of node.entries.values())
          visit(below, `${pointer}/${pointerStep(key)}`);
    };
    const node = nodeAt(this.#parsed.root, path);
    if (node !== undefined) visit(node, "");
    return Object.fromEntries(spans);
  }

  /** The place where every value below a path was written, including lists and their items, by JSON pointer. */
  valueSpans(path: NodePath): FieldSpans {
    const spans: [string, Span][] = [];
    const visit = (node: ParsedNode, pointer: string): void => {
      spans.push([pointer, node.at]);
      if (node.kind === "list")
        node.items.forEach((item, index) => visit(item, `${pointer}/${String(index)}`));
      else if (node.kind === "map")
        for (const { key, node: below } of node.entries.values())
          visit(below, `${pointer}/${pointerStep(key)}`);
    };
    const node = nodeAt(this.#parsed.root, path);
    if (node !== undefined) visit(node, "");
    return Object.fromEntries(spans);
  }

  /** An absolute path; `~` is refused, because only shells expand it. */
  path(text: string, field: string, at: NodePath): string {
    if (/^~/.test(text)) {
      this.report(
        "MP0307",
        at,
        `${field} ${nameText(text)} begins with ~, which only shells expand`,
        field === "kubeconfig"
          ? "write a path relative to this file, or remove the key to use KUBECONFIG or ~/.kube/config"
          : "write a path relative to this file, or an absolute one",
      );
    }
    const path = isAbsolute(text) ? text : join(this.#options.directory, text);
    this.paths.push({ field, written: text, path, at: this.span(at) });
    return path;
  }

  /** Reports a fault; a text that several clusters share, through `defaults` or an alias, is reported once. */
  report(code: DiagnosticCode, path: NodePath, message: string, help: string): void {
    this.faults.push({ code, path });
    const at = this.span(path);
    const key = JSON.stringify([code, at.start, at.end]);
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.diagnostics.push({ code, message, help, at });
  }
}
