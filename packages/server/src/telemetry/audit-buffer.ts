import { createAuditDrops } from './audit-drops.ts';
import type { AuditRow } from './audit-row.ts';

export type AuditBufferOptions = {
  /** Writes the rows; rejects when it could not, and then wrote none. */
  readonly write: (rows: readonly AuditRow[]) => Promise<void>;
  /** Rows that may wait (`AUDIT_LOG_BUFFER_SIZE`). */
  readonly capacity: number;
  readonly batch?: number;
  /** In ms. */
  readonly delay?: number;
  /** Told once a minute at most how many INFO rows were dropped since. */
  readonly onDropped: (count: number) => void;
  /** Grave rows that found neither room nor a working database. */
  readonly onLost: (rows: readonly AuditRow[]) => void;
  /** A write failed; waiting rows are kept and tried again. */
  readonly onFailure: (cause: unknown) => void;
};

export type AuditBuffer = {
  add(rows: readonly AuditRow[]): void;
  /** Resolves when everything added before has been written, or could not be. */
  flush(): Promise<void>;
  readonly length: number;
  readonly dropped: number;
};

/**
 * Rows that wait for their batch: written 1 s after the first or when 100 are there (operations.md D-2).
 * When it is full, INFO rows are dropped and counted, graver ones are written at once (operations.md D-3). A failing
 * database keeps the batch, and it is tried again with the next.
 */
export function createAuditBuffer(options: AuditBufferOptions): AuditBuffer {
  const { write, capacity, batch = 100, delay = 1000, onDropped, onLost, onFailure } = options;
  let waiting: AuditRow[] = [];
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> | null = null;
  const drops = createAuditDrops(onDropped);

  /** Writes while at least so many wait. */
  const writeBatches = async (least: number): Promise<void> => {
    while (waiting.length >= least) {
      const rows = waiting.slice(0, batch);
      try {
        await write(rows);
      } catch (cause) {
        onFailure(cause);
        schedule();
        return;
      }
      waiting = waiting.slice(rows.length);
    }
    if (waiting.length > 0) schedule();
  };

  const begin = (least: number): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    writing ??= writeBatches(least).finally(() => {
      writing = null;
    });
    return writing;
  };
  const flush = (): Promise<void> => begin(1);

  const schedule = (): void => {
    timer ??= setTimeout(() => void flush(), delay).unref();
  };

  const addOverflow = (rows: readonly AuditRow[]): void => {
    const grave = rows.filter((row) => row.severity !== 'INFO');
    drops.count(rows.length - grave.length);
    if (grave.length === 0) return;
    write(grave).catch((cause) => {
      onFailure(cause);
      onLost(grave);
    });
  };

  return {
    add(rows) {
      const room = Math.max(0, capacity - waiting.length);
      waiting.push(...rows.slice(0, room));
      if (rows.length > room) addOverflow(rows.slice(room));
      if (waiting.length >= batch && writing === null) void begin(batch);
      else if (waiting.length > 0) schedule();
    },
    async flush() {
      // A batch may be under way that was cut before the newest rows came
      await flush();
      await flush();
    },
    get length() {
      return waiting.length;
    },
    get dropped() {
      return drops.total();
    },
  };
}
