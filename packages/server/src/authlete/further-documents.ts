/** Federations and the credential issuer, where this server has them (federation-vci-authlete.md §3.2, wave 2). */

import { endpoints, guestId, type Source } from '@grantor/engine';
import type { Reply } from '@grantor/protocol';
import type { CredentialSite } from '../credentials/credential-site.ts';
import { objectIn } from './fields.ts';
import type { FrontEndWorld, Handler } from './operation.ts';
import { CallRefused } from './wire/call-refused.ts';
import { formSent, tokenSent } from './wire/sent.ts';

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

/** The four of them are asked for, and answered, alike. */
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

const issuerOf = ({ site }: FrontEndWorld): Issuer => {
  if (site.credentials === null) throw new CallRefused('no_operation');
  return site.credentials.issuer;
};

/** To a person of the front-end, who was admitted before: what credentials say of them is what is known here. */
export const makeOffer: Handler<'vci/offer/create'> = async ({ given, source, world }) => {
  const issuer = issuerOf(world);
  const { credentialConfigurationIds: configurationIds = [], subject, txCode } = given;
  const user = subject === undefined ? null : await world.store.findAccount(guestId(subject));
  if (user === null) return { kind: 'action', action: 'FORBIDDEN' };
  if (txCode !== undefined) throw new CallRefused('bad_call', 'txCode is drawn by the server');
  const made = await issuer.makeOffer({
    ...{ userId: user.id, configurationIds, transactionCode: 'not_asked_for', source },
  });
  if (made === null) return { kind: 'action', action: 'FORBIDDEN' };
  const info = {
    ...{ identifier: made.uri.split('/').at(-1), credentialIssuer: world.issuer, subject },
    ...{ credentialConfigurationIds: configurationIds, expiresAt: made.expiresAt * 1000 },
  };
  return { kind: 'action', action: 'CREATED', members: { info } };
};

export const readOffer: Handler<'vci/offer/info'> = async ({ given, source, world }) => {
  const { identifier = '' } = given;
  const { note, body } = await issuerOf(world).offer({ id: identifier, source });
  if (note.error !== null || body === null) return absent;
  const { credential_issuer: credentialIssuer, credential_configuration_ids: credentialConfigurationIds } =
    JSON.parse(body);
  const info = { identifier, credentialOffer: body, credentialIssuer, credentialConfigurationIds };
  return { kind: 'action', action: 'OK', members: { info } };
};

/** A request of a wallet, as JSON, with its token. */
const requestSent = (token = '', content = '', source: Source) => ({
  ...tokenSent(token, {}, { path: endpoints.credential.path, source }),
  contentType: 'application/json',
  body: Buffer.from(content),
});

export const readRequest: Handler<'vci/single/parse'> = async ({ given, source, world }) => {
  const sent = requestSent(given.accessToken, given.requestContent, source);
  const { reply, read } = await issuerOf(world).readForFrontEnd(sent);
  if (read === null) return { kind: 'relay', reply };
  const { id: credential_configuration_id, claims, vct } = read.configuration;
  const paths = claims.flatMap(({ path, source: from }) => (from.kind === 'constant' ? [] : [{ path }]));
  const details = JSON.stringify({
    credential_configuration_id,
    ...(vct === null ? {} : { vct }),
    claims: paths,
  });
  const info = { identifier: read.identifier, format: 'dc+sd-jwt', details };
  return { kind: 'action', action: 'OK', members: { info }, about: reply.note.clientId };
};

/** What an order cannot say here: when it ends, and by which key it is signed, its configuration says. */
const unordered = ['issuanceDeferred', 'credentialDuration', 'signingKeyId'] as const;

export const issueCredential: Handler<'vci/single/issue'> = async ({ given, source, world }) => {
  const { accessToken, order = {} } = given;
  const useless = unordered.find((name) => order[name] !== undefined && order[name] !== false);
  if (useless !== undefined)
    throw new CallRefused('bad_call', `order.${useless} is nothing that is kept of it`);
  const { requestIdentifier: identifier = '', credentialPayload } = order;
  const said = objectIn(credentialPayload, 'order.credentialPayload');
  const sent = requestSent(accessToken, undefined, source);
  return { kind: 'relay', reply: await issuerOf(world).issueForFrontEnd(sent, { identifier, said }) };
};
