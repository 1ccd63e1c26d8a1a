/** Credentials of everybody: what is issued, what waits, what was given out (federation-vci-authlete.md §2). */

import { secondOf } from '@grantor/protocol';
import { credentialRow, mostShown, nameOf } from '../account/credentials.ts';
import { decideCredential, endCredential } from '../administration/credentials.ts';
import { actorOf } from '../console/actor.ts';
import { whenFresh, whenFreshForm } from '../console/fresh-sign-in.ts';
import { pathKey } from '../console/path-key.ts';
import {
  done,
  forAdministrator,
  forAdministratorForm,
  nothingHere,
  show,
  showAgain,
  type Visit,
} from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import {
  type CredentialsModel,
  credentialEndPage,
  credentialsPage,
  credentialsPath,
  type OfferModel,
  offerPage,
  policyPaths,
} from '../pages/index.ts';
import { credentialsOf } from '../site/credentials.ts';
import { findCredential, listCredentials, listWaiting } from '../store/credentials.ts';

type OfferState = CredentialsModel['offer'];

const fresh: OfferState = { username: '', kind: '', state: 'fresh' };

async function modelOf({ site }: Visit, offer: OfferState): Promise<CredentialsModel> {
  const now = secondOf(site.now());
  const most = { limit: mostShown, after: undefined };
  const [configurations, waiting, issued] = await Promise.all([
    site.store.listCredentialConfigurations(),
    listWaiting(site.database, { ...most, now }),
    listCredentials(site.database, { ...most, userId: null }),
  ]);
  return {
    waiting: waiting.map(({ hash, configurationId, username, askedAt }) => ({
      ...{ id: hash, name: nameOf(configurations, configurationId), holder: username },
      since: secondOf(askedAt),
    })),
    kinds: configurations.map(({ id, name, scope }) => ({
      path: `${policyPaths.credential_configuration}/${pathKey(id)}`,
      id,
      name,
      scope,
    })),
    issued: issued.map((each) => ({
      ...credentialRow(each, configurations, now),
      holder: each.username ?? each.userId,
    })),
    offer,
  };
}

const page = async (visit: Visit): Promise<Outgoing> => {
  const model = await modelOf(visit, fresh);
  return show(visit, (frame) => credentialsPage(model, frame));
};

export const showCredentials = forAdministrator(page);

export const postOffer = forAdministratorForm(
  whenFreshForm(async (visit, form) => {
    const { site } = visit;
    const [username, kind] = [form.get('username')?.trim() ?? '', form.get('kind') ?? ''];
    const again = async (state: OfferState['state'], why: string): Promise<Outgoing> => {
      const model = await modelOf(visit, { username, kind, state });
      return showAgain(visit, why, (frame) => credentialsPage(model, frame));
    };
    const account = await site.store.findAccountByName(username);
    if (account === null) return again('nobody', 'there is nobody of this name');
    const offer = await credentialsOf(site).issuer.makeOffer({
      ...{ userId: account.id, configurationIds: [kind] },
      transactionCode: form.get('code') === undefined ? 'not_asked_for' : 'asked_for',
      source: visit.exchange.source,
    });
    if (offer === null) return again('refused', 'the offer could not be made');
    const names = [nameOf(await site.store.listCredentialConfigurations(), kind)];
    const model: OfferModel = {
      ...{ names, holder: account.username, until: offer.expiresAt },
      base: credentialsPath,
      ...{ link: offer.link, transactionCode: offer.transactionCode },
    };
    return show(visit, (frame) => offerPage(model, frame));
  }),
  page,
);

const deciding = (decision: 'approved' | 'denied') =>
  forAdministratorForm(async (visit) => {
    const asked = { hash: visit.id, decision };
    const outcome = await decideCredential(visit.site.changes, actorOf(visit), asked);
    return done(visit, credentialsPath, outcome === 'done' ? `credential_${decision}` : 'credential_settled');
  }, page);

export const postApproval = deciding('approved');
export const postDenial = deciding('denied');

const question = async (visit: Visit): Promise<Outgoing> => {
  const { site, id } = visit;
  const found = await findCredential(site.database, id);
  if (found === null || found.isRevoked) throw nothingHere();
  const name = nameOf(await site.store.listCredentialConfigurations(), found.configurationId);
  return show(visit, (frame) => credentialEndPage({ id, name }, credentialsPath, frame));
};

export const askCredentialEnd = forAdministrator(whenFresh(question));

export const postCredentialEnd = forAdministratorForm(
  whenFreshForm(async (visit) => {
    const ended = { id: visit.id, userId: null };
    const outcome = await endCredential(credentialsOf(visit.site).ports, actorOf(visit), ended);
    if (outcome === 'gone') throw nothingHere();
    return done(visit, credentialsPath, 'credential_revoked');
  }),
  question,
);
