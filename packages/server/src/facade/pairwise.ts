import type { ServiceClient } from './documents.ts';

type Naming = { readonly pairwiseSubject: (sector: string, subject: string) => string };

/** How a client that asked for names of its own knows the person; undefined: as everybody does (federation-vci-authlete.md ATL-17). */
export function namedFor(
  client: ServiceClient,
  subject: string,
  { pairwiseSubject }: Naming,
): string | undefined {
  const { subjectType, derivedSectorIdentifier: sector } = client;
  if (subjectType !== 'PAIRWISE') return undefined;
  // Without a sector there is no name that would not be everybody's
  if (typeof sector !== 'string' || sector === '') throw new Error('a pairwise client without a sector');
  return pairwiseSubject(sector, subject);
}
