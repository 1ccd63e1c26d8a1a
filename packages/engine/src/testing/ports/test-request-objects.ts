import type { RequestObjects } from '../../ports/request-objects.ts';

/** Request objects by their addresses; where none was put nothing can be had. */
export type TestRequestObjects = RequestObjects & {
  readonly published: Map<string, string>;
  /** Every address fetched, in order. */
  readonly asked: string[];
  /** The digests they were to have. */
  readonly digests: (string | null)[];
};

export function createTestRequestObjects(): TestRequestObjects {
  const published = new Map<string, string>();
  const asked: string[] = [];
  const digests: (string | null)[] = [];
  return {
    published,
    asked,
    digests,
    async fetch(url, { digest }) {
      asked.push(url);
      digests.push(digest);
      return published.get(url) ?? null;
    },
  };
}
