/** What handlers of clients share: who does it, which client the path names, and the page that shows a secret. */

import type { Client } from '@grantor/engine';
import type { Params } from '@grantor/protocol';
import { earlierEnds, type NewSecret, type SecretOutcome } from '../administration/client-secrets.ts';
import { idOfKey, longId } from '../console/path-key.ts';
import { nothingHere, show, showAgain, type Visit } from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import {
  type ClientPlace,
  type SecretFormModel,
  type Section,
  secretFormPage,
  secretShownPage,
} from '../pages/index.ts';
import { findListedClient, type ListedClient, listLongIds } from '../store/clients.ts';
import { clientPath } from './view.ts';

/** The client that the path names; throws `not_found`. */
export async function namedClient({ site, id: key }: Visit): Promise<ListedClient> {
  const id = await idOfKey(key, () => listLongIds(site.database, longId));
  const found = id === null ? null : await findListedClient(site.database.kysely, id);
  if (found === null) throw nothingHere();
  return found;
}

export const placeOf = (section: Section, { id, name }: Client): ClientPlace => ({
  section,
  path: clientPath(section, id),
  name,
});

/** The page with the secret, this once. */
export const showSecret = (
  visit: Visit,
  place: ClientPlace,
  made: { client: Client; secret: NewSecret },
): Outgoing =>
  show(visit, (frame) => secretShownPage({ ...place, id: made.client.id, secret: made.secret.value }, frame));

export const askForSecret =
  (kind: SecretFormModel['kind'], find: (visit: Visit) => Promise<ClientPlace>) =>
  async (visit: Visit): Promise<Outgoing> => {
    const place = await find(visit);
    return show(visit, (frame) => secretFormPage({ ...place, kind, state: 'fresh' }, frame));
  };

/** Shows the new secret, or says why there is none. */
export function secretAnswer(
  visit: Visit,
  { place, kind, outcome }: { place: ClientPlace; kind: SecretFormModel['kind']; outcome: SecretOutcome },
): Outgoing {
  if (outcome.kind === 'made') return showSecret(visit, place, outcome);
  if (outcome.kind === 'gone') throw nothingHere();
  return showAgain(visit, `no secret: ${outcome.kind}`, (frame) =>
    secretFormPage({ ...place, kind, state: 'full' }, frame),
  );
}

/** What people call the secret; nothing where they call it nothing. */
export function labelIn(form: Params): { readonly label?: string } {
  const label =
    form
      .get('label')
      ?.replaceAll(/\p{C}+/gu, ' ')
      .trim()
      .slice(0, 100) ?? '';
  return label === '' ? {} : { label };
}

/** Days that the form offers; the first one where it says nothing we know. */
export const earlierDaysIn = (form: Params): (typeof earlierEnds)[number] =>
  earlierEnds.find((days) => String(days) === form.get('earlier')) ?? 0;

const lives = [30, 90, 365] as const;

/** null: until it is deleted. */
export const lifeIn = (form: Params): number | null =>
  lives.find((days) => String(days) === form.get('days')) ?? null;
