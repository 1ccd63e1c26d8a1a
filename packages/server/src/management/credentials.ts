/** Offers of credentials, requests for them, and credentials that were given out (federation-vci-authlete.md §2). */

import { inProcess } from '@grantor/engine';
import { secondOf, userId } from '@grantor/protocol';
import { z } from 'zod';
import { decideCredential, endCredential } from '../administration/credentials.ts';
import { conflict, invalid, noSuch } from '../http/problem.ts';
import { credentialsOf } from '../site/credentials.ts';
import {
  findCredential,
  type ListedCredential,
  listCredentials,
  listWaiting,
  type WaitingCredential,
} from '../store/credentials.ts';
import { operation } from './operation.ts';
import { listOf, moment, momentOf, page, pageOf, timedAfter, timedKey } from './shapes.ts';

const tag = 'credentials';

const offerShape = z
  .strictObject({
    credential_offer_uri: z.string().describe('Where the wallet reads it. Whoever has it has the offer.'),
    link: z.string().describe('For a link, or a QR code.'),
    tx_code: z.string().optional().describe('To be told to the person on another way.'),
    expires_at: moment,
  })
  .meta({ id: 'CredentialOffer' });

const credentialShape = z
  .strictObject({
    id: z.string(),
    user_id: z.string(),
    username: z.string().optional().describe('Absent: the person is gone.'),
    client_id: z.string(),
    credential_configuration_id: z.string(),
    issued_at: moment,
    expires_at: moment,
    revoked_at: moment.optional(),
    last_event: z.string().optional().describe('What its wallet said last.'),
  })
  .meta({ id: 'IssuedCredential' });

const fromMilliseconds = (at: number): string => momentOf(at / 1000);

const credentialBody = (credential: ListedCredential): z.input<typeof credentialShape> => ({
  id: credential.id,
  user_id: credential.userId,
  ...(credential.username === null ? {} : { username: credential.username }),
  client_id: credential.clientId,
  credential_configuration_id: credential.configurationId,
  issued_at: fromMilliseconds(credential.issuedAt),
  expires_at: momentOf(credential.expiresAt),
  ...(credential.revokedAt === null ? {} : { revoked_at: fromMilliseconds(credential.revokedAt) }),
  ...(credential.lastEvent === null ? {} : { last_event: credential.lastEvent }),
});

const requestShape = z
  .strictObject({
    id: z.string(),
    user_id: z.string(),
    username: z.string(),
    client_id: z.string(),
    credential_configuration_id: z.string(),
    asked_at: moment,
  })
  .meta({ id: 'CredentialRequest' });

const requestBody = (waiting: WaitingCredential): z.input<typeof requestShape> => ({
  id: waiting.hash,
  user_id: waiting.userId,
  username: waiting.username,
  client_id: waiting.clientId,
  credential_configuration_id: waiting.configurationId,
  asked_at: fromMilliseconds(waiting.askedAt),
});

export const credentialOperations = [
  operation({
    ...{ name: 'createCredentialOffer', method: 'POST', path: '/credential-offers', tag },
    ...{ success: 'value', problems: ['conflict'] },
    summary: 'Offers credentials to a person, for five minutes and one wallet',
    body: z.strictObject({
      user_id: z.string(),
      credential_configuration_ids: z.array(z.string()).min(1),
      tx_code: z
        .boolean()
        .default(true)
        .describe('Whether the wallet asks for a code that is told elsewhere.'),
    }),
    answer: offerShape,
    async run({ site, actor, body }) {
      const { issuer } = credentialsOf(site);
      const account = await site.store.findAccount(userId(body.user_id));
      if (account === null) {
        throw invalid([{ field: 'user_id', code: 'unknown', message: 'There is no such person.' }]);
      }
      const made = await issuer.makeOffer({
        userId: account.id,
        configurationIds: body.credential_configuration_ids,
        transactionCode: body.tx_code ? 'asked_for' : 'not_asked_for',
        source: actor.source ?? inProcess(site.sessions.random, 'application'),
      });
      if (made === null)
        throw conflict('not_offered', 'A credential is unknown, or too many offers were made to the person.');
      return {
        body: {
          credential_offer_uri: made.uri,
          link: made.link,
          ...(made.transactionCode === null ? {} : { tx_code: made.transactionCode }),
          expires_at: momentOf(made.expiresAt),
        },
        once: ['credential_offer_uri', 'link', 'tx_code'],
      };
    },
  }),
  operation({
    ...{ name: 'listCredentials', method: 'GET', path: '/credentials', tag, success: 'value' },
    summary: 'Credentials that were given out, the newest first',
    query: z.strictObject({ ...page, user_id: z.string().max(256).optional() }),
    answer: listOf(credentialShape),
    async run({ site, query: { limit, cursor, user_id } }) {
      const selection = { userId: user_id ?? null, limit: limit + 1, after: timedAfter(cursor) };
      const rows = await listCredentials(site.database, selection);
      const key = ({ issuedAt, id }: ListedCredential) => timedKey(issuedAt, id);
      return { body: pageOf(rows, limit, { item: credentialBody, key }) };
    },
  }),
  operation({
    ...{ name: 'revokeCredential', method: 'DELETE', path: '/credentials/{credential_id}', tag },
    ...{ success: 'nothing', problems: ['missing'] },
    summary: 'Revokes a credential: verifiers see it in the status list',
    async run({ site, actor, ids: [id = ''] }) {
      if ((await findCredential(site.database, id)) === null) throw noSuch();
      await endCredential(credentialsOf(site).ports, actor, { id, userId: null });
    },
  }),
  operation({
    ...{ name: 'listCredentialRequests', method: 'GET', path: '/credential-requests', tag, success: 'value' },
    summary: 'Requests for credentials that wait for a decision, the longest first',
    query: z.strictObject(page),
    answer: listOf(requestShape),
    async run({ site, query: { limit, cursor } }) {
      const now = secondOf(site.now());
      const rows = await listWaiting(site.database, { now, limit: limit + 1, after: timedAfter(cursor) });
      const key = ({ askedAt, hash }: WaitingCredential) => timedKey(askedAt, hash);
      return { body: pageOf(rows, limit, { item: requestBody, key }) };
    },
  }),
  ...(
    [
      ['approveCredentialRequest', 'approve', 'approved', 'The wallet gets it when it asks again'],
      ['denyCredentialRequest', 'deny', 'denied', 'The wallet does not get it'],
    ] as const
  ).map(([name, verb, decision, summary]) =>
    operation({
      ...{ name, method: 'POST', path: `/credential-requests/{request_id}/${verb}`, tag, summary },
      ...{ success: 'nothing', problems: ['conflict'] },
      async run({ site, actor, ids: [hash = ''] }) {
        const outcome = await decideCredential(site.changes, actor, { hash, decision });
        if (outcome === 'settled') throw conflict('settled', 'It is unknown, or was decided already.');
      },
    }),
  ),
];
