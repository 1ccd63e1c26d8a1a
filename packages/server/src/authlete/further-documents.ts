/** What federations and the credential issuer publish, where this server has them (federation-vci-authlete.md §3.2, wave 2). */

import { endpoints } from '@grantor/engine';
import { type Reply, secondOf } from '@grantor/protocol';
import type { CredentialSite } from '../credentials/credential-site.ts';
import type { Handler } from './operation.ts';
import { CallRefused } from './wire/call-refused.ts';
import { formSent } from './wire/sent.ts';

const absent = { kind: 'action', action: 'NOT_FOUND' } as const;

export const entityConfiguration: Handler<'federation/configuration'> = async ({ world }) =>
  world.site.federation === 'refused'
    ? absent
    : { kind: 'relay', reply: await world.engine.entityConfiguration() };

export const registerEntity: Handler<'federation/registration'> = async ({ given, source, world }) => {
  if (world.site.federation === 'refused') return absent;
  const { entityConfiguration: own, trustChain } = given;
  const content = own ?? trustChain;
  if (content === undefined) throw new CallRefused('bad_call', 'entityConfiguration is missing');
  const reply = await world.engine.registerEntity({
    ...formSent({}, { path: endpoints.federationRegistration.path, source }),
    contentType: own === undefined ? 'application/trust-chain+json' : 'application/entity-statement+jwt',
    body: async () => Buffer.from(content),
  });
  return { kind: 'relay', reply };
};

type Issuer = CredentialSite['issuer'];

/** All of them are asked for, and answered, alike. */
const published =
  (
    path: string,
    read: (issuer: Issuer, request: Parameters<Issuer['metadata']>[0]) => Promise<Reply>,
  ): Handler<'vci/metadata'> =>
  async ({ source, world: { site } }) =>
    site.credentials === null
      ? absent
      : { kind: 'relay', reply: await read(site.credentials.issuer, formSent({}, { path, source })) };

export const issuerMetadata = published(endpoints.credentialIssuer.path, (issuer, request) =>
  issuer.metadata(request),
);
export const issuerKeys = published(endpoints.credentialIssuerKeys.path, (issuer) => issuer.keys());
export const credentialKeys = published(endpoints.credentialKeys.path, (issuer) => issuer.jwks());
export const credentialNonce = published(endpoints.credentialNonce.path, (issuer, request) =>
  issuer.nonce(request),
);
export const attestationChallenge = published(endpoints.attestationChallenge.path, (issuer, request) =>
  issuer.challenge(request),
);

export const describeType: Handler<'vci/type'> = async ({ given: { identifier: id = '' }, source, world }) =>
  world.site.credentials === null
    ? absent
    : { kind: 'relay', reply: await world.site.credentials.issuer.type({ id, source }) };

export const statusList: Handler<'vci/status'> = async ({ given: { identifier = '' }, world: { site } }) => {
  const reply = await site.credentials?.statusList(identifier, secondOf(site.now()));
  return reply === undefined || reply === null ? absent : { kind: 'relay', reply };
};
