import { Box, Static, useInput, useStdin } from "ink";
import { type ReactElement, useSyncExternalStore } from "react";
import { printable } from "../util/printable.ts";
import { truncate } from "../report/layout.ts";
import { FinishedLine, LiveLine } from "./ActionLine.tsx";
import type { ApplyStore } from "./apply-store.ts";
import { type Display, DisplayContext } from "./display.ts";
import { pressesInterrupt } from "./keys.ts";
import { headText, interruptText, liveColumns, liveRows } from "./live-rows.ts";
import { Tint } from "./Tint.tsx";
import { Viewport } from "./Viewport.tsx";

/** Live lines are never longer: narrowing a window reflows longer lines, and their remains stay behind. */
const WIDEST = 110;

/** The apply while it runs: finished actions scroll away above, running ones stay below, never taller than the window. */
export function ApplyScreen({
  store,
  display,
  onInterrupt,
}: {
  readonly store: ApplyStore;
  readonly display: Display;
  /** Called with the number of times Ctrl-C has been pressed. */
  readonly onInterrupt: (count: number) => void;
}): ReactElement {
  const { transcript, size } = useSyncExternalStore(store.subscribe, store.snapshot);
  const { isRawModeSupported } = useStdin();
  useInput(
    (input, key) => {
      if (pressesInterrupt(input, key)) onInterrupt(store.interrupt());
    },
    { isActive: isRawModeSupported },
  );
  const width = Math.min(size.columns - 1, WIDEST);
  return (
    <DisplayContext.Provider value={display}>
      <Static items={[...transcript]}>
        {(line) => <FinishedLine key={line.seq} line={line} width={width} />}
      </Static>
      <LivePart store={store} width={width} />
    </DisplayContext.Provider>
  );
}

function LivePart({
  store,
  width,
}: {
  readonly store: ApplyStore;
  readonly width: number;
}): ReactElement | null {
  const snapshot = useSyncExternalStore(store.subscribe, store.snapshot);
  const { state, now, frame, interrupts, size, ended } = snapshot;
  // Before the first event there is nothing to count: connections are being made.
  if (ended || state.startedAt === "") return null;
  const rows = liveRows(state, now);
  const columns = liveColumns(rows);
  const interrupted = interruptText(interrupts, state.interrupted);
  const around = interrupted === undefined ? 1 : 2;
  return (
    <Box flexDirection="column">
      <Tint bold>{printable`${truncate(headText(state, now), width)}`}</Tint>
      <Viewport
        height={size.rows - 1 - around}
        lines={rows.map((row) => ({
          key: row.key,
          line: <LiveLine row={row} frame={frame} columns={columns} width={width} />,
        }))}
      />
      {interrupted === undefined ? null : (
        <Tint color="yellow">{printable`${truncate(interrupted, width)}`}</Tint>
      )}
    </Box>
  );
}
