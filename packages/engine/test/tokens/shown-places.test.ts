import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Resource } from '../../src/model/resource.ts';
import {
  basic,
  exampleClient,
  exampleResource,
  exampleScope,
  postForm,
  testSecret,
} from '../../src/testing/index.ts';
import { answerOf, encode, flowOf, frontChannel, request, verifier } from '../authorize/front-channel.ts';
import { claimsOf, expectError, expectOk } from '../support.ts';

const files = exampleResource({
  uri: 'https://files.example',
  scopes: [exampleScope('read'), exampleScope('list')],
});
const notes = exampleResource({ uri: 'https://notes.example', scopes: [exampleScope('write')] });
/** It takes any scope, and is shown with those alone that no other resource of the request lists. */
const open = exampleResource({ uri: 'https://open.example', scopes: null });

const web = exampleClient({ scopes: ['openid', 'read', 'list', 'write', 'other'] });

/** A person who has allowed the scope at the resources together, on one page. */
async function allowed(scope: string, resources: readonly Resource[]) {
  const { harness, engine, ask, resume } = frontChannel({
    seed: { clients: [web], resources: [files, notes, open] },
  });
  const named = resources.map(({ uri }) => `&resource=${encodeURIComponent(uri)}`).join('');
  const shown = await ask(encode(request({ scope })) + named);
  const { code } = answerOf(await resume(flowOf(shown), 'approve'));
  const authorization = basic('web', testSecret);
  const send = (fields: Record<string, string | undefined>) =>
    engine.token(postForm(fields, { authorization }));
  const redeem = (fields: Record<string, string> = {}) =>
    send({
      ...{ grant_type: 'authorization_code', code, redirect_uri: web.redirectUris[0] },
      ...{ code_verifier: verifier, ...fields },
    });
  const refresh = (token: string, fields: Record<string, string> = {}) =>
    send({ grant_type: 'refresh_token', refresh_token: token, ...fields });
  return { harness, redeem, refresh };
}

const at = ({ uri }: Resource) => ({ resource: uri });
const given = (tokens: { access_token: string }) => {
  const { aud, scope } = claimsOf(tokens.access_token);
  return [aud, scope];
};

describe('a scope that was shown at one of several resources — protocol.md IN-3', () => {
  it('counts at no other that takes it as well', async () => {
    const { redeem, refresh } = await allowed('openid read other', [files, open]);
    const first = expectOk(await redeem());
    assert.deepEqual(given(first), [[files.uri, open.uri], 'openid read other']);
    const here = expectOk(await refresh(first.refresh_token, at(files)));
    assert.deepEqual(given(here), [files.uri, 'openid read']);
    const there = expectOk(await refresh(here.refresh_token, at(open)));
    assert.deepEqual(given(there), [open.uri, 'openid other']);
    const named = { ...at(open), scope: 'read' };
    expectError(await refresh(there.refresh_token, named), 400, 'invalid_scope');
    assert.deepEqual(given(expectOk(await refresh(there.refresh_token))), given(first));
  });

  it('counts nowhere else when a code is redeemed for one of them', async () => {
    const { redeem } = await allowed('openid read', [files, open]);
    assert.deepEqual(given(expectOk(await redeem(at(open)))), [open.uri, 'openid']);
  });

  it('counts at none that comes to list it, nor at one that comes to take any', async () => {
    for (const scopes of [[exampleScope('read'), exampleScope('write')], null]) {
      const { harness, redeem, refresh } = await allowed('openid read write', [files, notes]);
      const first = expectOk(await redeem());
      harness.store.put.resources([files, { ...notes, scopes }, open]);
      const there = expectOk(await refresh(first.refresh_token, at(notes)));
      assert.deepEqual(given(there), [notes.uri, 'openid write']);
    }
  });

  it('is asked for again by a request for the other, and given there then', async () => {
    const { redeem } = await allowed('openid read', [open]);
    assert.deepEqual(given(expectOk(await redeem())), [open.uri, 'openid read']);
  });
});
