/** Credentials that a person can take into their wallet, and those they took (federation-vci-authlete.md §2). */

import type { CredentialConfiguration } from '@grantor/engine';
import { claimName } from '@grantor/engine';
import { secondOf } from '@grantor/protocol';
import { endCredential } from '../administration/credentials.ts';
import { actorOf } from '../console/actor.ts';
import { whenFresh, whenFreshForm } from '../console/fresh-sign-in.ts';
import { done, forOwnForm, forPerson, nothingHere, show, type Visit } from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import {
  type CredentialRow,
  credentialEndPage,
  type OfferModel,
  type OwnCredentialsModel,
  offerPage,
  ownCredentialsPage,
  ownCredentialsPath,
} from '../pages/index.ts';
import { credentialsOf } from '../site/credentials.ts';
import { findCredential, type ListedCredential, listCredentials } from '../store/credentials.ts';

/** As many as a page shows; more are the management API's. */
export const mostShown = 100;

/** What a credential is called, also when nobody issues it any more. */
export const nameOf = (configurations: readonly CredentialConfiguration[], id: string) =>
  configurations.find((each) => each.id === id)?.name ?? { text: id };

export const credentialRow = (
  credential: ListedCredential,
  configurations: readonly CredentialConfiguration[],
  now: number,
): CredentialRow => ({
  id: credential.id,
  name: nameOf(configurations, credential.configurationId),
  issuedAt: Math.floor(credential.issuedAt / 1000),
  expiresAt: credential.expiresAt,
  state: credential.revokedAt !== null ? 'revoked' : credential.expiresAt <= now ? 'expired' : 'valid',
});

async function page(visit: Visit, state: OwnCredentialsModel['state'] = 'fresh'): Promise<Outgoing> {
  const { site, person } = visit;
  const [configurations, held] = await Promise.all([
    site.store.listCredentialConfigurations(),
    listCredentials(site.database, { userId: person.userId, limit: mostShown, after: undefined }),
  ]);
  const now = secondOf(site.now());
  const model = {
    choices: configurations.map(({ id, name, description, claims }) => ({
      ...{ id, name, description },
      claims: claims.map((claim) => claim.label ?? { text: claimName(claim) }),
    })),
    held: held.map((each) => credentialRow(each, configurations, now)),
    state,
  };
  return show(visit, (frame) => ownCredentialsPage(model, frame));
}

export const showOwnCredentials = forPerson((visit) => page(visit));

/** A wallet of theirs gets it: whoever does this has to have signed in lately. */
export const postOwnOffer = forOwnForm(
  whenFreshForm(async (visit) => {
    const { site, person, id } = visit;
    const configurations = await site.store.listCredentialConfigurations();
    if (!configurations.some((each) => each.id === id)) throw nothingHere();
    const offer = await credentialsOf(site).issuer.makeOffer({
      ...{ userId: person.userId, configurationIds: [id], transactionCode: 'asked_for' },
      source: visit.exchange.source,
    });
    if (offer === null) return page(visit, 'refused');
    const model: OfferModel = {
      ...{ names: [nameOf(configurations, id)], until: offer.expiresAt },
      base: ownCredentialsPath,
      ...{ link: offer.link, transactionCode: offer.transactionCode },
    };
    return show(visit, (frame) => offerPage(model, frame));
  }),
  (visit) => page(visit),
);

const question = async (visit: Visit): Promise<Outgoing> => {
  const { site, person, id } = visit;
  const found = await findCredential(site.database, id);
  if (found === null || found.userId !== person.userId || found.isRevoked) throw nothingHere();
  const name = nameOf(await site.store.listCredentialConfigurations(), found.configurationId);
  return show(visit, (frame) => credentialEndPage({ id, name }, ownCredentialsPath, frame));
};

export const askOwnCredentialEnd = forPerson(whenFresh(question));

export const endOwnCredential = forOwnForm(
  whenFreshForm(async (visit) => {
    const { site, person, id } = visit;
    const ended = { id, userId: person.userId };
    const outcome = await endCredential(credentialsOf(site).ports, actorOf(visit), ended);
    if (outcome === 'gone') throw nothingHere();
    return done(visit, ownCredentialsPath, 'credential_revoked');
  }),
  question,
);
