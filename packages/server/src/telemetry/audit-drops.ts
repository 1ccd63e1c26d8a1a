/** Counts dropped rows, and tells of them a minute after the first, then anew. */
export function createAuditDrops(tell: (count: number) => void): {
  count(rows: number): void;
  total(): number;
} {
  let total = 0;
  let told = 0;
  let timer: NodeJS.Timeout | null = null;
  return {
    count(rows) {
      total += rows;
      if (rows === 0 || timer !== null) return;
      timer = setTimeout(() => {
        timer = null;
        tell(total - told);
        told = total;
      }, 60_000).unref();
    },
    total: () => total,
  };
}
