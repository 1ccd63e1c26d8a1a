import type { Source } from './facts.ts';

/** Documents that say which redirect URIs belong to one sector (OpenID Connect Registration §5). */
export interface SectorDocuments {
  /** Whether the document at the address lists every one of the URIs now. `unavailable`: it cannot be had, or is none. */
  lists(
    url: string,
    uris: readonly string[],
    source: Pick<Source, 'address'>,
  ): Promise<'all' | 'not_all' | 'unavailable'>;
}
