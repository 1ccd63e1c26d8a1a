/** Both grants with a wallet and a verifier of others (federation-vci-authlete.md §2). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type AccessTokenResponse, Oauth2Client, type RequestDpopOptions } from '@openid4vc/oauth2';
import { SignJWT } from 'jose';
import { hiddenFields } from '../races/person.ts';
import { verifyCredential } from './verifier.ts';
import {
  attested,
  createWallet,
  named,
  openOffer,
  proofsOf,
  type Session,
  type Wallet,
  type WalletKey,
  walletKey,
} from './wallet.ts';
import { type CredentialWorld, maker, startCredentialWorld, walletRedirect } from './world.ts';

let world: CredentialWorld;
let anonymous: Wallet;

before(async () => {
  world = await startCredentialWorld();
  anonymous = createWallet();
});
after(() => world.stop());

type Redeemed = {
  readonly wallet: Wallet;
  readonly session: Session;
  readonly tokens: AccessTokenResponse;
  readonly dpop?: RequestDpopOptions;
  readonly clientId?: string;
};

async function redeem(ids: readonly string[], dpop?: RequestDpopOptions): Promise<Redeemed> {
  const offer = await world.offer(ids, { tx_code: true });
  const session = await openOffer(anonymous, offer.link);
  const { accessTokenResponse: tokens } =
    await anonymous.client.retrievePreAuthorizedCodeAccessTokenFromOffer({
      ...session,
      txCode: offer.tx_code ?? assert.fail('there is one'),
      ...(dpop === undefined ? {} : { dpop }),
    });
  return { wallet: anonymous, session, tokens, ...(dpop === undefined ? {} : { dpop }) };
}

/** One credential for each key. */
async function ask({ wallet, session, tokens, dpop, clientId }: Redeemed, id: string, keys: WalletKey[]) {
  const proofs = await proofsOf(wallet, session, {
    ...{ keys, id },
    ...(clientId === undefined ? {} : { clientId }),
  });
  const { credentialResponse } = await wallet.client.retrieveCredentials({
    issuerMetadata: session.issuerMetadata,
    accessToken: tokens.access_token,
    credentialConfigurationId: id,
    proofs: { jwt: [...proofs] as [string, ...string[]] },
    ...(dpop === undefined ? {} : { dpop }),
  });
  return credentialResponse;
}

let decidedBefore = 0;

/** What the audit log has of the kind. */
const told = async (type: string): Promise<readonly unknown[]> =>
  (await world.manage('GET', `/audit-events?event_type=${type}`)).body['items'] as unknown[];

const textsOf = (answer: { credentials?: unknown }): readonly string[] =>
  (answer.credentials as { credential: string }[]).map(({ credential }) => credential);

describe('a wallet without a client id', () => {
  it('gets what a person is offered, which others verify — federation-vci-authlete.md VCI-3, VCI-4, VCI-7, VCI-11, VCI-16', async () => {
    const redeemed = await redeem(['pass']);
    assert.equal(redeemed.tokens.token_type, 'Bearer');
    const key = await anonymous.newKey();
    const answer = await ask(redeemed, 'pass', [key]);
    const [credential = ''] = textsOf(answer);
    const { payload, header, claims, type } = await verifyCredential(credential);
    assert.equal(header?.['typ'], 'dc+sd-jwt');
    assert.equal(payload.vct, `${world.server.origin}/vci/types/pass`);
    assert.deepEqual(
      type?.mergedTypeMetadata.claims?.map(({ path }) => path[0]),
      ['given_name', 'email', 'contact', 'address', 'employer'],
    );
    assert.deepEqual(
      [claims['given_name'], claims['contact'], claims['address'], claims['employer']],
      ['Ada', { phone: '+44 20 7946 0000' }, { locality: 'London' }, 'Example Ltd.'],
    );
    assert.deepEqual((payload.cnf as { jwk: { x: string } }).jwk.x, key.publicJwk.x);
    assert.deepEqual([Number(payload.iat) % 86_400, Number(payload.exp) % 86_400], [0, 0]);
    assert.equal(credential.split('~').length, 6);
  });

  it('gets several at once, one for each key, told apart by nothing but keys and salts — federation-vci-authlete.md VCI-15, VCI-11', async () => {
    const redeemed = await redeem(['pass']);
    const keys = [await anonymous.newKey(), await anonymous.newKey(), await anonymous.newKey()];
    const credentials = textsOf(await ask(redeemed, 'pass', keys));
    assert.equal(credentials.length, 3);
    const verified = await Promise.all(credentials.map(verifyCredential));
    assert.equal(new Set(verified.map(({ claims }) => claims['email'])).size, 1);
    assert.equal(new Set(credentials.flatMap((each) => each.split('~').slice(1, -1))).size, 12);
    const places = verified.map(({ payload }) => payload.status?.status_list.idx);
    assert.equal(new Set(places).size, 3);
  });

  it('has its token bound to a key, which the credential endpoint demands — federation-vci-authlete.md VCI-7, RFC 9449 §7', async () => {
    const dpop = anonymous.dpop(await anonymous.newKey());
    const redeemed = await redeem(['pass'], dpop);
    assert.equal(redeemed.tokens.token_type, 'DPoP');
    const { dpop: _, ...unproved } = redeemed;
    await assert.rejects(ask(unproved, 'pass', [await anonymous.newKey()]));
    const [credential = ''] = textsOf(await ask(redeemed, 'pass', [await anonymous.newKey()]));
    assert.equal((await verifyCredential(credential)).claims['email'], 'ada@example.com');
  });

  it('waits with a token that is bound to its key, and fetches with proofs of it — federation-vci-authlete.md VCI-7, VCI-13', async () => {
    const dpop = anonymous.dpop(await anonymous.newKey());
    const redeemed = await redeem(['badge'], dpop);
    const key = await anonymous.newKey();
    const { transaction_id: transactionId } = await ask(redeemed, 'badge', [key]);
    const again = async (proof?: RequestDpopOptions) => {
      const { deferredCredentialResponse } = await anonymous.client.retrieveDeferredCredentials({
        issuerMetadata: redeemed.session.issuerMetadata,
        accessToken: redeemed.tokens.access_token,
        transactionId: transactionId ?? assert.fail('there is one'),
        ...(proof === undefined ? {} : { dpop: proof }),
      });
      return deferredCredentialResponse;
    };
    assert.equal((await again(dpop)).transaction_id, transactionId);
    const [request] = (await world.manage('GET', '/credential-requests')).body['items'] as { id: string }[];
    assert.equal((await world.manage('POST', `/credential-requests/${request?.id}/approve`)).status, 204);
    await assert.rejects(again());
    await assert.rejects(again(anonymous.dpop(await anonymous.newKey())));
    const [credential = ''] = textsOf(await again(dpop));
    const { payload, header } = await verifyCredential(credential);
    assert.equal(header?.['alg'], 'EdDSA');
    assert.equal((payload.cnf as { jwk: { x: string } }).jwk.x, key.publicJwk.x);
    await assert.rejects(again(dpop));
    decidedBefore += 1;
  });

  it('waits where somebody looks first, and tells what became of it — federation-vci-authlete.md VCI-13, VCI-14', async () => {
    const redeemed = await redeem(['badge']);
    const { transaction_id: transactionId, interval } = await ask(redeemed, 'badge', [
      await anonymous.newKey(),
    ]);
    assert.ok(typeof transactionId === 'string' && interval === 5);
    const again = async () => {
      const { deferredCredentialResponse, response } = await anonymous.client.retrieveDeferredCredentials({
        issuerMetadata: redeemed.session.issuerMetadata,
        accessToken: redeemed.tokens.access_token,
        transactionId,
      });
      return { ...deferredCredentialResponse, notification: response.headers.get('x-notification-id') };
    };
    assert.equal((await again()).transaction_id, transactionId);
    const { body } = await world.manage('GET', '/credential-requests');
    const [request] = body['items'] as { id: string; username: string }[];
    assert.equal(request?.username, 'ada');
    assert.equal((await world.manage('POST', `/credential-requests/${request?.id}/approve`)).status, 204);
    assert.equal((await world.manage('POST', `/credential-requests/${request?.id}/deny`)).status, 409);
    assert.equal((await told('CREDENTIAL_DECIDED')).length, decidedBefore + 1);
    const answer = await again();
    const [credential = ''] = textsOf(answer);
    assert.equal((await verifyCredential(credential)).header?.['alg'], 'EdDSA');
    await assert.rejects(again());
    await anonymous.client.sendNotification({
      issuerMetadata: redeemed.session.issuerMetadata,
      accessToken: redeemed.tokens.access_token,
      notification: { notificationId: String(answer.notification), event: 'credential_accepted' },
    });
    const held = (await world.manage('GET', '/credentials?user_id=ada&limit=1')).body['items'] as object[];
    assert.equal((held[0] as { last_event: string }).last_event, 'credential_accepted');
  });

  it('holds what a verifier takes no more once it is revoked — federation-vci-authlete.md VCI-17', async () => {
    const [credential = ''] = textsOf(await ask(await redeem(['pass']), 'pass', [await anonymous.newKey()]));
    await verifyCredential(credential);
    const [newest] = (await world.manage('GET', '/credentials?limit=1')).body['items'] as { id: string }[];
    assert.equal((await world.manage('DELETE', `/credentials/${newest?.id}`)).status, 204);
    await assert.rejects(verifyCredential(credential), /status/i);
    assert.equal((await told('CREDENTIAL_REVOKED')).length, 1);
    const [other = ''] = textsOf(await ask(await redeem(['pass']), 'pass', [await anonymous.newKey()]));
    await verifyCredential(other);
  });
});

/** What is marked on the page, as a browser posts it. */
const chosen = (page: string): Record<string, string> =>
  Object.fromEntries(
    [...page.matchAll(/<input [^>]*name="([^"]+)" type="checkbox" value="([^"]*)"[^>]* checked/g)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  );

type Client = { readonly wallet: Wallet; readonly clientId: string };
type Asked = { readonly scope?: string; readonly additionalRequestPayload?: Record<string, unknown> };

/** To ada, who is signed in, unless another one is named. */
type OfferTo = { readonly ids?: readonly string[]; readonly user_id?: string };

/** Goes on with an offer, to where the person is asked. */
async function askPerson(
  { wallet, clientId }: Client,
  asked: Asked,
  { ids = ['pass'], ...to }: OfferTo = {},
) {
  const session = await openOffer(wallet, (await world.offer(ids, to)).link);
  const dpop = wallet.dpop(await wallet.newKey());
  const started = await wallet.client.initiateAuthorization({
    ...{ ...session, ...asked, clientId, redirectUri: walletRedirect, dpop },
  });
  assert.equal(started.authorizationFlow, 'Oauth2Redirect');
  if (!('authorizationRequestUrl' in started)) throw new Error('a redirect');
  const address = new URL(started.authorizationRequestUrl);
  const asking = await world.person.get(`${address.pathname}${address.search}`);
  return { session, dpop, started, location: asking.response.headers.get('location') ?? '' };
}

/** Signs in with what is asked for, allows it, and redeems the code. */
async function authorize(client: Client, asked: Asked, to: OfferTo = {}) {
  const { session, dpop, started, location } = await askPerson(client, asked, to);
  const { wallet, clientId } = client;
  const shown = await world.person.get(location);
  const fields = { ...hiddenFields(shown.page), ...chosen(shown.page), action: 'approve' };
  const { response } = await world.person.submit('/consent', fields);
  const answered = new URL(response.headers.get('location') ?? '');
  const { accessTokenResponse: tokens } = await wallet.client.retrieveAuthorizationCodeAccessTokenFromOffer({
    ...session,
    authorizationCode: answered.searchParams.get('code') ?? assert.fail(answered.href),
    ...(started.pkce === undefined ? {} : { pkceCodeVerifier: started.pkce.codeVerifier }),
    ...{ redirectUri: walletRedirect, dpop },
  });
  return { page: shown.page, redeemed: { wallet, session, tokens, dpop, clientId } };
}

describe('a wallet that is a client', () => {
  const client = { wallet: createWallet(named('wallet')), clientId: 'wallet' };

  it('asks a person by scope, with a pushed request and DPoP — federation-vci-authlete.md VCI-6, VCI-7', async () => {
    const { page, redeemed } = await authorize(client, { scope: 'employee_pass' });
    assert.match(page, /Employee pass: First name, email, contact\.phone, address, employer/);
    assert.equal(redeemed.tokens.token_type, 'DPoP');
    const [credential = ''] = textsOf(await ask(redeemed, 'pass', [await client.wallet.newKey()]));
    assert.equal((await verifyCredential(credential)).claims['given_name'], 'Ada');
  });

  it('goes on with an offer by its issuer_state, for what it offers — federation-vci-authlete.md VCI-6', async () => {
    const { page, redeemed } = await authorize(client, {}, { ids: ['badge'] });
    assert.match(page, /Badge/);
    assert.equal(redeemed.tokens.token_type, 'DPoP');
    const [told] = redeemed.tokens.authorization_details ?? [];
    assert.deepEqual(told?.['credential_identifiers'], ['badge']);
    const { transaction_id } = await ask(redeemed, 'badge', [await client.wallet.newKey()]);
    assert.equal(typeof transaction_id, 'string');
    await assert.rejects(ask(redeemed, 'pass', [await client.wallet.newKey()]));
  });

  it('goes on with no offer that was made to somebody else — federation-vci-authlete.md VCI-6', async () => {
    const { location } = await askPerson(client, {}, { user_id: 'eve' });
    assert.match(location, /\/login/);
  });

  it('asks by authorization details, and is told identifiers — federation-vci-authlete.md VCI-6, VCI-7', async () => {
    const details = [{ type: 'openid_credential', credential_configuration_id: 'pass' }];
    const { page, redeemed } = await authorize(client, {
      additionalRequestPayload: { authorization_details: JSON.stringify(details) },
    });
    assert.match(page, /Employee pass/);
    assert.deepEqual(redeemed.tokens.authorization_details, [
      { ...details[0], credential_identifiers: ['pass'] },
    ]);
    const [credential = ''] = textsOf(await ask(redeemed, 'pass', [await client.wallet.newKey()]));
    assert.equal((await verifyCredential(credential)).claims['given_name'], 'Ada');
  });
});

describe('a wallet that its maker attests — federation-vci-authlete.md VCI-19', () => {
  const clientId = 'attested-wallet';

  /** One installation, with what the maker says of it. */
  async function installed(): Promise<Client> {
    const key = await walletKey();
    const statement = await new SignJWT({ cnf: { jwk: key.publicJwk } })
      .setProtectedHeader({ typ: 'oauth-client-attestation+jwt', alg: 'ES256', kid: maker.kid })
      .setIssuer('https://maker.example')
      .setSubject(clientId)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(maker.privateKey);
    const wallet = createWallet(attested(statement));
    wallet.hold(key);
    return { wallet, clientId };
  }

  it('pushes its request, redeems its code and refreshes, each installation for itself', async () => {
    const phone = await installed();
    const { redeemed } = await authorize(phone, { scope: 'employee_pass offline_access' });
    const { session, tokens, dpop } = redeemed;
    const [credential = ''] = textsOf(await ask(redeemed, 'pass', [await phone.wallet.newKey()]));
    assert.equal((await verifyCredential(credential)).claims['given_name'], 'Ada');
    const refresh = async ({ wallet }: Client) =>
      new Oauth2Client({ callbacks: wallet.callbacks }).retrieveRefreshTokenAccessToken({
        authorizationServerMetadata:
          session.issuerMetadata.authorizationServers[0] ?? assert.fail('there is one'),
        refreshToken: tokens.refresh_token ?? assert.fail('there is one'),
        dpop,
      });
    const stolen = await installed();
    stolen.wallet.takeKeys(phone.wallet);
    await assert.rejects(refresh(stolen), /invalid_grant/);
    assert.equal((await refresh(phone)).accessTokenResponse.token_type, 'DPoP');
  });

  it('redeems what a person is offered as that client', async () => {
    const { wallet } = await installed();
    const session = await openOffer(wallet, (await world.offer(['pass'])).link);
    const { accessTokenResponse: tokens } = await wallet.client.retrievePreAuthorizedCodeAccessTokenFromOffer(
      { ...session },
    );
    const redeemed = { wallet, session, tokens, clientId };
    const [credential = ''] = textsOf(await ask(redeemed, 'pass', [await wallet.newKey()]));
    assert.equal((await verifyCredential(credential)).claims['given_name'], 'Ada');
    const held = (await world.manage('GET', '/credentials?user_id=ada&limit=1')).body['items'] as object[];
    assert.equal((held[0] as { client_id: string }).client_id, clientId);
  });
});
