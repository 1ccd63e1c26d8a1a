/** A server somewhere else may not send the command to programs of this machine, or to whoever listens between. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { metadataOf } from '../fake-server.ts';
import { grantor } from '../world.ts';

const evil = 'https://evil.example';

type Documents = Readonly<Record<string, object>>;

/** Runs the command against https://evil.example; tells which other addresses it called, and how. */
async function against(documents: Documents, words: readonly string[], challenge?: string) {
  const strayed: string[] = [];
  const answer: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    if (url.origin !== evil) {
      strayed.push(`${init?.method ?? 'GET'} ${url.href}`);
      return new Response('{}', { headers: { 'content-type': 'application/json' } });
    }
    if (url.pathname === '/mcp') {
      return new Response(null, { status: 401, headers: { 'www-authenticate': challenge ?? 'Bearer' } });
    }
    const body = documents[url.pathname];
    const init2 = { status: body === undefined ? 404 : 200, headers: { 'content-type': 'application/json' } };
    return new Response(JSON.stringify(body ?? { error: 'not_found' }), init2);
  };
  const certificateOf = async () => ({ problem: null, expiresAt: Date.now() + 1e10 });
  const ran = await grantor(words, {
    fetch: answer,
    certificateOf,
    environment: { DISPLAY: ':0', BROWSER: 'true' },
  });
  return { ...ran, strayed: strayed.filter((one) => !one.endsWith(' http://evil.example/')) };
}

const wellKnown = '/.well-known/oauth-authorization-server';
const here = ['http://localhost:9200/_all', 'http://127.0.0.1:8080/x', 'http://[::1]/x', 'https://0.0.0.0/x'];

describe('a server elsewhere', () => {
  for (const address of here) {
    it(`that names ${address} as an endpoint is refused, and nothing is sent there — cli.md §5 What a server says`, async () => {
      for (const name of [
        'token_endpoint',
        'registration_endpoint',
        'device_authorization_endpoint',
        'jwks_uri',
      ]) {
        const documents = { [wellKnown]: metadataOf(evil, { [name]: address }) };
        const { code, err, strayed } = await against(documents, [
          'login',
          evil,
          '--device',
          '--client-id',
          'c',
        ]);
        assert.equal(code, 1);
        assert.match(err, /is on this machine, and it is not\./);
        assert.deepEqual(strayed, []);
      }
    });

    it(`is examined without asking ${address}`, async () => {
      const named = Object.fromEntries(
        ['authorization', 'token', 'registration'].map((name) => [`${name}_endpoint`, address]),
      );
      const documents = { [wellKnown]: metadataOf(evil, { ...named, jwks_uri: address }) };
      const { strayed } = await against(documents, ['doctor', evil, '--register']);
      assert.deepEqual(strayed, []);
    });
  }

  it('may name no page that is another program’s than the browser’s', async () => {
    for (const scheme of ['file:///etc/passwd', 'javascript:alert(1)', 'evil-scheme://x']) {
      const documents = { [wellKnown]: metadataOf(evil, { authorization_endpoint: scheme }) };
      const words = ['login', evil, '--client-id', 'c', '--browser', '--allow-http'];
      const { code, err } = await against(documents, words);
      assert.equal(code, 1);
      assert.match(err, /Its authorization_endpoint is not a URL\./);
    }
  });
});

describe('a resource elsewhere', () => {
  for (const named of [
    'http://127.0.0.1:1/where',
    'http://listening.example/where',
    'https://u:p@x.example/w',
  ]) {
    it(`does not lead to metadata at ${named}`, async () => {
      const challenge = `Bearer resource_metadata="${named}"`;
      const { code, strayed } = await against({}, ['login', `${evil}/mcp`, '--client-id', 'c'], challenge);
      assert.equal(code, 1);
      assert.deepEqual(strayed, []);
    });
  }

  for (const words of [
    ['login', `${evil}/mcp`, '--client-id', 'c'],
    ['doctor', `${evil}/mcp`],
  ]) {
    it(`leads ${words[0]} to no server of this machine, and to no metadata there — cli.md §5 What a server says`, async () => {
      for (const address of here) {
        const metadata = { resource: `${evil}/mcp`, authorization_servers: [address] };
        const documents = { '/.well-known/oauth-protected-resource/mcp': metadata };
        const challenge = `Bearer resource_metadata="${address}"`;
        assert.deepEqual((await against(documents, words)).strayed, [], address);
        assert.deepEqual((await against(documents, words, challenge)).strayed, [], address);
      }
    });
  }

  it('cannot smuggle anything into the name of its server', async () => {
    const metadata = {
      resource: `${evil}/mcp`,
      authorization_servers: ['https://x.example/\n\u001b[2J', 'mailto:x'],
    };
    const documents = { '/.well-known/oauth-protected-resource/mcp': metadata };
    const { code, err, strayed } = await against(documents, ['login', `${evil}/mcp`, '--client-id', 'c']);
    assert.equal(code, 1);
    assert.match(err, /does not say where to sign in/);
    assert.deepEqual(strayed, []);
  });
});
