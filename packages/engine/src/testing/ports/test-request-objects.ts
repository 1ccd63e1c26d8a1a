import type { RequestObjects } from '../../ports/ports.ts';

/** Request objects by their addresses; where none was put nothing can be had. */
export type TestRequestObjects = RequestObjects & {
  readonly published: Map<string, string>;
  /** Every address fetched, in order. */
  readonly asked: string[];
};

export function createTestRequestObjects(): TestRequestObjects {
  const published = new Map<string, string>();
  const asked: string[] = [];
  return {
    published,
    asked,
    async fetch(url) {
      asked.push(url);
      return published.get(url) ?? null;
    },
  };
}
