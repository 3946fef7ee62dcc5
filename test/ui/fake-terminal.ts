import { Readable, Writable } from "node:stream";
import xterm from "@xterm/headless";

/**
 * A terminal emulator behind a Node stream: what a person would see, and what they could scroll back to.
 * Lines are given without trailing spaces.
 */
export class FakeTerminal {
  readonly #terminal: InstanceType<typeof xterm.Terminal>;
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly #input: FakeStdin;
  readonly #output: FakeStdout;

  constructor(columns: number, rows: number) {
    this.#terminal = new xterm.Terminal({
      cols: columns,
      rows,
      scrollback: 5000,
      allowProposedApi: true,
      convertEol: true,
    });
    this.#output = new FakeStdout(this.#terminal, columns, rows);
    this.#input = new FakeStdin();
    this.stdout = this.#output as unknown as NodeJS.WriteStream;
    this.stdin = this.#input as unknown as NodeJS.ReadStream;
  }

  type(text: string): void {
    this.#input.push(text);
  }

  get rawMode(): boolean {
    return this.#input.raw;
  }

  /** As a window manager does it: the terminal changes first, then the program hears of it. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.flushed();
    this.#terminal.resize(columns, rows);
    this.#output.columns = columns;
    this.#output.rows = rows;
    this.#output.emit("resize");
    await this.flushed();
  }

  async flushed(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#terminal.write("", resolve);
    });
  }

  /** All that was sent to the terminal, codes included. */
  get sent(): string {
    return this.#output.sent;
  }

  /** The lines in the window. */
  async screen(): Promise<readonly string[]> {
    return (await this.all()).slice(this.#terminal.buffer.active.baseY);
  }

  /** Everything, oldest line first: what is in the scrollback, then what is in the window. */
  async all(): Promise<readonly string[]> {
    await this.flushed();
    const buffer = this.#terminal.buffer.active;
    return Array.from({ length: buffer.length }, (_, index) =>
      (buffer.getLine(index)?.translateToString(true) ?? "").trimEnd(),
    );
  }
}

class FakeStdout extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  sent = "";
  readonly #terminal: InstanceType<typeof xterm.Terminal>;

  constructor(terminal: InstanceType<typeof xterm.Terminal>, columns: number, rows: number) {
    super({ decodeStrings: false });
    this.#terminal = terminal;
    this.columns = columns;
    this.rows = rows;
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    this.sent += chunk;
    this.#terminal.write(chunk, done);
  }
}

class FakeStdin extends Readable {
  readonly isTTY = true;
  raw = false;

  override _read(): void {
    // Chunks come from `type`.
  }
  setRawMode(raw: boolean): this {
    this.raw = raw;
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
