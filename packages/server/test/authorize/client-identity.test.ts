import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import { exampleClient } from '@grantor/engine/testing';
import { clientId, epoch } from '@grantor/protocol';
import { clientIdentity } from '../../src/authorize/client-identity.ts';

describe('how a client is shown — clients.md §10 Consent page', () => {
  const of = (uri: string) => clientIdentity(exampleClient({ source: 'dynamic' }), uri).destination;

  it('names where the browser goes', () => {
    assert.deepEqual(of('https://app.example:8443/cb?x=1'), { kind: 'web', host: 'app.example:8443' });
    assert.deepEqual(of('http://127.0.0.1:58135/cb'), { kind: 'this_device', address: '127.0.0.1' });
    assert.deepEqual(of('http://[::1]:9/cb'), { kind: 'this_device', address: '[::1]' });
    assert.deepEqual(of('cursor://anysphere.cursor-mcp/oauth/callback'), {
      kind: 'this_device',
      address: 'cursor://anysphere.cursor-mcp',
    });
    assert.deepEqual(of('com.example.app:/cb'), { kind: 'this_device', address: 'com.example.app:' });
  });

  it('names the host of the document a client is described by', () => {
    const id = clientId('https://claude.example/oauth/client.json');
    const uri = 'https://app.example/cb';
    const identity = clientIdentity(exampleClient({ id, source: 'document' }), uri);
    assert.equal(identity.documentHost, 'claude.example');
    assert.equal(identity.selfRegistered, true);
    assert.equal('documentHost' in clientIdentity(exampleClient({ id }), uri), false);
  });

  it('names the federation that vouches for it, and whose it is', () => {
    const federation = {
      ...{
        registration: 'automatic' as const,
        trustAnchor: 'https://anchor.example/x',
        superior: 'https://s.example',
      },
      ...{ organizationName: 'Organisation', endsAt: epoch(1) },
    } as const;
    const of = (change: object) =>
      clientIdentity(
        exampleClient({ source: 'federation', federation: { ...federation, ...change } }),
        'https://a.example/',
      );
    assert.deepEqual(of({}).federation, { anchor: 'anchor.example', organization: 'Organisation' });
    assert.deepEqual(of({ organizationName: null }).federation, { anchor: 'anchor.example' });
    assert.equal(of({}).selfRegistered, true);
  });

  it('shows the redirect host where no name was given — clients.md §2 client_name', () => {
    const nameless = exampleClient({ source: 'dynamic', name: '' });
    assert.equal(clientIdentity(nameless, 'https://app.example/cb').name, 'app.example');
    assert.equal(clientIdentity(nameless, 'http://localhost/cb').name, 'localhost');
  });
});
