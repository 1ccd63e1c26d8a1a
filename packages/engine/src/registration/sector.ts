/** What the sector of a client says of its redirect URIs (OpenID Connect Registration §5, advanced.md PWS-3). */

import type { Client } from '../model/client.ts';
import type { Source } from '../ports/facts.ts';
import type { SectorDocuments } from '../ports/sector-documents.ts';
import { unacceptable } from './member.ts';

/**
 * Refuses a client whose sector does not list every one of its redirect URIs now: else anybody could take the names
 * people have in the sector of another. Asked at each registration and each change, whatever the subject type.
 */
export async function checkSector(
  sectors: SectorDocuments,
  { sectorIdentifierUri, redirectUris }: Pick<Client, 'sectorIdentifierUri' | 'redirectUris'>,
  source: Pick<Source, 'address'>,
): Promise<void> {
  if (sectorIdentifierUri === null) return;
  const found = await sectors.lists(sectorIdentifierUri, redirectUris, source);
  if (found !== 'all') throw unacceptable('sector_identifier_uri', refusals[found]);
}

const refusals = {
  not_all: 'sector_incomplete',
  unavailable: 'sector_unavailable',
} as const;
