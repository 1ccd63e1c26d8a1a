/** Credentials: offered, issued and told of, where a front-end knows the people (federation-vci-authlete.md §3.2, wave 2). */

import { endpoints, guestId, type Source } from '@grantor/engine';
import type { Reply } from '@grantor/protocol';
import type * as authlete from '@grantor/protocol/authlete';
import type { CredentialSite } from '../credentials/credential-site.ts';
import { objectIn } from './fields.ts';
import type { FrontEndWorld, Handler, Outcome } from './operation.ts';
import { CallRefused } from './wire/call-refused.ts';
import { tokenSent } from './wire/sent.ts';

type Issuer = CredentialSite['issuer'];

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
  if (note.error !== null || body === null) return { kind: 'action', action: 'NOT_FOUND' };
  const { credential_issuer: credentialIssuer, credential_configuration_ids: credentialConfigurationIds } =
    JSON.parse(body);
  const info = { identifier, credentialOffer: body, credentialIssuer, credentialConfigurationIds };
  return { kind: 'action', action: 'OK', members: { info } };
};

type Endpoint = { readonly path: string };

/** A request of a wallet, as JSON, with its token. */
const requestSent = (
  { path }: Endpoint,
  { accessToken = '', requestContent = '' }: authlete.RequestOf<'vci/single/parse'>,
  source: Source,
) => ({
  ...tokenSent(accessToken, {}, { path, source }),
  contentType: 'application/json',
  body: Buffer.from(requestContent),
});

export const readRequest: Handler<'vci/single/parse'> = async ({ given, source, world }) =>
  described(await issuerOf(world).readForFrontEnd(requestSent(endpoints.credential, given, source)));

export const readDeferred: Handler<'vci/deferred/parse'> = async ({ given, source, world }) => {
  const sent = requestSent(endpoints.deferredCredential, given, source);
  return described(await issuerOf(world).readDeferredForFrontEnd(sent));
};

/** What the front-end is told of a request: the claims that it may say something of. */
function described({
  reply,
  read,
}: Awaited<ReturnType<Issuer['readForFrontEnd']>>): Outcome<'vci/single/parse'> {
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
}

/** What an order cannot say here: when it ends, and by which key it is signed, its configuration says. */
const unordered = ['issuanceDeferred', 'credentialDuration', 'signingKeyId'] as const;

type Order = NonNullable<authlete.RequestOf<'vci/deferred/issue'>['order']>;

function saidIn(order: Order) {
  const useless = unordered.find((name) => order[name] !== undefined && order[name] !== false);
  if (useless !== undefined)
    throw new CallRefused('bad_call', `order.${useless} is nothing that is kept of it`);
  const { requestIdentifier: identifier = '', credentialPayload } = order;
  return { identifier, said: objectIn(credentialPayload, 'order.credentialPayload') };
}

/** By which the wallet comes back (OpenID4VCI §8.3); nothing where there is nothing to come back for. */
function transactionIn({ status, body }: Reply) {
  if (status !== accepted) return {};
  const { transaction_id: transactionId }: { transaction_id?: string } = JSON.parse(body ?? '{}');
  return { transactionId };
}

const accepted = 202;

export const issueCredential: Handler<'vci/single/issue'> = async ({ given, source, world }) => {
  const { accessToken, order = {} } = given;
  const sent = requestSent(endpoints.credential, { accessToken }, source);
  const reply = await issuerOf(world).issueForFrontEnd(sent, saidIn(order));
  return { kind: 'relay', reply, members: transactionIn(reply) };
};

export const issueDeferred: Handler<'vci/deferred/issue'> = async ({
  given: { order = {} },
  source,
  world,
}) => {
  const sent = requestSent(endpoints.deferredCredential, {}, source);
  const reply = await issuerOf(world).issueDeferredForFrontEnd(sent, saidIn(order));
  return { kind: 'relay', reply, members: transactionIn(reply) };
};

export const takeNotification: Handler<'vci/notification'> = async ({ given, source, world: { site } }) => {
  if (site.credentials === null) return { kind: 'action', action: 'NOT_FOUND' };
  const sent = requestSent(endpoints.credentialNotification, given, source);
  return { kind: 'relay', reply: await site.credentials.issuer.notificationForFrontEnd(sent) };
};
