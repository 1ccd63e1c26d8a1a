import type { SectorDocuments } from '../../ports/sector-documents.ts';

/** A web of sector documents; an address where nothing was put cannot be reached. */
export type TestSectors = SectorDocuments & {
  readonly pages: Map<string, readonly string[]>;
  /** Every address asked, with the address on whose behalf. */
  readonly asked: string[];
};

export function createTestSectors(): TestSectors {
  const pages = new Map<string, readonly string[]>();
  const asked: string[] = [];
  return {
    pages,
    asked,
    async lists(url, uris, { address }) {
      asked.push(`${url} for ${address}`);
      const page = pages.get(url);
      if (page === undefined) return 'unavailable';
      return uris.every((uri) => page.includes(uri)) ? 'all' : 'not_all';
    },
  };
}
