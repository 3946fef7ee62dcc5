import { Box } from "ink";
import { type ReactElement, useContext } from "react";
import { printable, printableLines } from "../util/printable.ts";
import { truncate } from "../report/layout.ts";
import { SPINNER, STATUS_LOOK } from "../report/theme.ts";
import { DisplayContext } from "./display.ts";
import type { LiveColumns, LiveRow } from "./live-rows.ts";
import { Tint } from "./Tint.tsx";
import type { TranscriptLine } from "./transcript.ts";

/** One running action or cluster: `⠋ cluster1/gateway-address  41 s  LoadBalancer address of …`. */
export function LiveLine({
  row,
  frame,
  columns,
  width,
}: {
  readonly row: LiveRow;
  readonly frame: number;
  readonly columns: LiveColumns;
  readonly width: number;
}): ReactElement {
  const { ascii } = useContext(DisplayContext);
  const frames = ascii ? SPINNER.ascii : SPINNER.utf8;
  const look = STATUS_LOOK[row.status];
  const still = row.status === "waiting";
  const glyph = still ? (ascii ? look.ascii : look.glyph) : (frames[frame % frames.length] ?? " ");
  const text = `${row.label.padEnd(columns.label)}  ${row.elapsed.padStart(columns.elapsed)}  ${row.text}`;
  return (
    <Box gap={1}>
      <Tint color={look.color}>{printable`${glyph}`}</Tint>
      <Tint>{printableLines([truncate(text, width - 2)])}</Tint>
    </Box>
  );
}

/**
 * One finished action: `✔ done  cluster1/namespace  1 written  0.4 s`. A long line is cut, because the summary has the rest. A
 * note is not cut: it continues on the next line.
 */
export function FinishedLine({
  line,
  width,
}: {
  readonly line: TranscriptLine;
  readonly width: number;
}): ReactElement {
  const { ascii } = useContext(DisplayContext);
  const look = line.status === undefined ? undefined : STATUS_LOOK[line.status];
  const glyph = look === undefined ? (ascii ? "i" : "ℹ") : ascii ? look.ascii : look.glyph;
  const word = (look?.word ?? "note").padEnd(9);
  return (
    <Box gap={1} width={width}>
      <Box flexShrink={0}>
        <Tint color={look?.color ?? "cyan"}>{printable`${glyph} ${word}`}</Tint>
      </Box>
      {line.status === undefined ? (
        <Tint whole>{printableLines([line.text])}</Tint>
      ) : (
        <Tint>{printableLines([truncate(line.text, width - word.length - 4)])}</Tint>
      )}
    </Box>
  );
}
