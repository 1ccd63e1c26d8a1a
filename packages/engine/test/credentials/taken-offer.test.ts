import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { userId } from '@grantor/protocol';
import { builtInDetailsType, credentialScopes } from '../../src/credentials/asked-credentials.ts';
import { createCredentialIssuer } from '../../src/credentials/create-credential-issuer.ts';
import { preAuthorizedGrant } from '../../src/grants/pre-authorized-code.ts';
import type { CredentialConfiguration } from '../../src/model/credential-configuration.ts';
import { guestId } from '../../src/model/guest.ts';
import {
  exampleAccount,
  exampleClient,
  examplePublicClient,
  exampleSession,
  exampleSource,
  postForm,
} from '../../src/testing/index.ts';
import {
  answerOf,
  frontChannel,
  interactionOf,
  request,
  stepOf,
  verifier,
} from '../authorize/front-channel.ts';
import { expectOk, json, webAuthorization } from '../support.ts';

const pass: CredentialConfiguration = {
  ...{ id: 'pass', vct: null, scope: null, name: { text: 'Pass' }, description: null, backgroundColor: null },
  claims: [
    { path: ['email'], source: { kind: 'user', claim: 'email' }, disclosure: 'selective', label: null },
  ],
  ...{ lifetime: 86_400, algorithm: 'ES256', binding: 'jwk', proofAlgorithms: ['ES256'], batchSize: 1 },
  approval: 'not_needed',
};
const badge = { ...pass, id: 'badge', name: { text: 'Badge' } };

function offering(credentials: 'served' | 'refused' = 'served') {
  const configurations = [{ ...pass, scope: 'pass' }, badge];
  const channel = frontChannel({
    policy: { credentials },
    seed: {
      credentialConfigurations: configurations,
      detailsTypes: [builtInDetailsType(configurations, { text: 'Credentials' })],
      resources: [credentialScopes('https://auth.example/vci', configurations)],
      clients: [
        exampleClient({
          ...{ grantTypes: ['authorization_code', preAuthorizedGrant], scopes: ['openid', 'email', 'pass'] },
        }),
        examplePublicClient(),
      ],
      accounts: [
        exampleAccount(),
        exampleAccount({ id: userId('user-2'), username: 'bob' }),
        exampleAccount({ id: guestId('user-1'), username: 'user-1' }),
      ],
    },
  });
  const { ports, policy } = channel.harness;
  const issuer = createCredentialIssuer(
    {
      ...ports,
      signer: { sign: async () => 'signed', jwks: () => ({ body: '{}', etag: '""' }) },
      nonces: { issue: () => 'nonce', accepts: () => null },
    },
    policy,
  );
  const source = exampleSource();
  const offer = async (configurationIds = ['pass'], person = userId('user-1')) => {
    const order = { configurationIds, transactionCode: 'not_asked_for', source } as const;
    const made = await issuer.makeOffer({ userId: person, ...order });
    assert.ok(made !== null);
    const id = made.uri.split('/').at(-1) ?? '';
    const read = async () => json(await issuer.offer({ id, source })).grants;
    return { read, state: (await read()).authorization_code.issuer_state as string };
  };
  return { ...channel, offer };
}

const asking = (state: string, change: Parameters<typeof request>[0] = {}) =>
  request({ scope: 'openid', issuer_state: state, ...change });

const credentialsOn = (outcome: Parameters<typeof interactionOf>[0]) => {
  const { step } = interactionOf(outcome);
  return step.kind === 'consent' ? step.details : [];
};

const scopesOn = (outcome: Parameters<typeof interactionOf>[0]) => {
  const { step } = interactionOf(outcome);
  return step.kind === 'consent' ? step.scopes.map(({ name }) => name) : [];
};

describe('an offer that a wallet goes on with — OpenID4VCI §5.1.3, federation-vci-authlete.md VCI-6', () => {
  it('asks for no credential beside what it offers, whatever the client may have', async () => {
    const { ask, offer } = offering();
    const { state } = await offer(['badge']);
    const shown = await ask(asking(state, { scope: undefined }));
    assert.deepEqual(scopesOn(shown), ['openid', 'email']);
    assert.equal(credentialsOn(shown).length, 1);
    // By itself it does
    assert.deepEqual(scopesOn(await ask(request({ scope: undefined }))), ['openid', 'email', 'pass']);
  });

  it('says what is asked for, where the request does not', async () => {
    const { ask, decide, engine, offer } = offering();
    const { state } = await offer(['pass', 'badge']);
    const shown = await ask(asking(state));
    const { code = '' } = answerOf(await decide(shown, 'approve'));
    const redeemed = { grant_type: 'authorization_code', code, code_verifier: verifier };
    const tokens = expectOk(
      await engine.token(
        postForm({ ...redeemed, redirect_uri: 'https://app.example/callback' }, webAuthorization),
      ),
    );
    assert.deepEqual(
      tokens.authorization_details.map(
        (detail: object) => 'credential_configuration_id' in detail && detail.credential_configuration_id,
      ),
      ['pass', 'badge'],
    );
  });

  it('gives way to credentials that the request names', async () => {
    const { ask, offer } = offering();
    const { state } = await offer(['pass']);
    const details = [{ type: 'openid_credential', credential_configuration_id: 'badge' }];
    const shown = await ask(asking(state, { authorization_details: JSON.stringify(details) }));
    assert.match(JSON.stringify(credentialsOn(shown)), /"Badge"/);
    assert.doesNotMatch(JSON.stringify(credentialsOn(shown)), /"Pass"/);
  });

  it('is taken by nobody but the person it was made to', async () => {
    const { ask, offer, signedOut } = offering();
    const { state } = await offer();
    const bob = { ...signedOut, session: exampleSession({ userId: userId('user-2'), username: 'bob' }) };
    assert.equal(stepOf(await ask(asking(state), bob)), 'login');
    assert.equal(stepOf(await ask(asking(state, { prompt: 'none' }), bob)), 'login_required');
    const claims = JSON.stringify({ id_token: { sub: { value: 'user-2' } } });
    assert.equal(stepOf(await ask(asking(state, { claims }))), 'invalid_request');
    assert.equal(stepOf(await ask(asking(state))), 'consent');
  });

  it('is taken by a guest that it was made to, and not by the user of that name', async () => {
    const { ask, offer, signedIn, signedOut } = offering();
    const { state } = await offer(['pass'], guestId('user-1'));
    const guest = {
      ...signedOut,
      session: exampleSession({ userId: guestId('user-1'), username: 'user-1' }),
    };
    assert.equal(stepOf(await ask(asking(state), guest)), 'consent');
    assert.equal(stepOf(await ask(asking(state), signedIn)), 'login');
  });

  it('is one that is still good, or was when the sign-in began', async () => {
    const { ask, decide, offer, harness } = offering();
    assert.equal(stepOf(await ask(asking('unknown'))), 'invalid_request');
    const { state, read } = await offer();
    assert.equal(preAuthorizedGrant in (await read()), true);
    harness.clock.advance(301);
    // federation-vci-authlete.md VCI-3 and VCI-4: the code has ended, the offer has not
    assert.deepEqual(await read(), { authorization_code: { issuer_state: state } });
    const shown = await ask(asking(state));
    harness.clock.advance(300);
    assert.equal(await read(), undefined);
    assert.equal(stepOf(await decide(shown, 'approve')), 'code');
    harness.clock.advance(1800);
    assert.equal(stepOf(await ask(asking(state))), 'invalid_request');
  });

  it('is over once its code is redeemed', async () => {
    const { ask, offer, engine } = offering();
    const { state, read } = await offer();
    const grant_type = preAuthorizedGrant;
    const code = (await read())[grant_type]['pre-authorized_code'];
    const spent = postForm({ grant_type, 'pre-authorized_code': code }, webAuthorization);
    expectOk(await engine.token(spent));
    assert.equal(stepOf(await ask(asking(state))), 'invalid_request');
  });

  it('is nothing where no credentials are issued', async () => {
    assert.equal(stepOf(await offering('refused').ask(asking('whatever'))), 'consent');
  });
});
