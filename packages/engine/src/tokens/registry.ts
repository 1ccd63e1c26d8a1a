import type { KnownDetailsType } from '../model/authorization-details.ts';
import type { Resource } from '../model/resource.ts';
import type { Ports } from '../ports/ports.ts';

/** What administrators registered, in one reading. */
export type Registry = {
  readonly registered: readonly Resource[];
  readonly detailsTypes: readonly KnownDetailsType[];
};

export async function readRegistry({
  store,
  detailsTypes,
}: Pick<Ports, 'store' | 'detailsTypes'>): Promise<Registry> {
  const [registered, types] = await Promise.all([store.listResources(), detailsTypes.list()]);
  return { registered, detailsTypes: types };
}
