import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type OutboundPolicy, refusalOf, resolveDestination } from '../../src/outbound/destination.ts';

const policy: OutboundPolicy = {
  allowedHosts: ['intranet.example', 'lab.example:8443', '[fd00::7]'],
  privateAddresses: 'refuse',
  ownHost: 'auth.example',
};

const names: Record<string, readonly string[]> = {
  'client.example': ['93.184.215.14'],
  'both.example': ['93.184.215.14', '10.0.0.1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'intranet.example': ['10.0.0.1'],
  'lab.example': ['10.0.0.2'],
  'auth.example': ['93.184.215.20'],
};

const resolve = async (host: string) => {
  const addresses = names[host];
  if (addresses === undefined) throw new Error('ENOTFOUND');
  return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
};

const outcome = async (url: string, changed: Partial<OutboundPolicy> = {}): Promise<string> => {
  const destination = await resolveDestination(url, { ...policy, ...changed }, resolve);
  return destination.kind === 'open' ? 'open' : destination.reason;
};

const table: readonly [url: string, expected: string][] = [
  ['https://client.example/keys', 'open'],
  ['https://client.example:8443/keys?x=1', 'open'],
  ['https://1.1.1.1/', 'open'],
  ['https://[2606:4700:4700::1111]/', 'open'],
  ['http://client.example/keys', 'not_https'],
  ['ftp://client.example/keys', 'not_https'],
  ['data:application/json,{}', 'not_https'],
  ['https://user@client.example/', 'credentials_in_url'],
  ['https://:secret@client.example/', 'credentials_in_url'],
  ['https://client.example/#x', 'fragment_in_url'],
  ['https://client.example/#', 'fragment_in_url'],
  ['client.example', 'malformed_url'],
  ['https://auth.example/oauth/logout', 'own_host'],
  ['https://AUTH.example/oauth/logout', 'own_host'],
  ['https://auth.example./oauth/logout', 'own_host'],
  ['https://unknown.example/', 'unresolved'],
  ['https://both.example/', 'private_address'],
  ['https://mapped.example/', 'private_address'],
  ['https://127.0.0.1/', 'private_address'],
  ['https://2130706433/', 'private_address'],
  ['https://0x7f.1/', 'private_address'],
  ['https://0177.0.0.1/', 'private_address'],
  ['https://[::1]/', 'private_address'],
  ['https://[::ffff:7f00:1]/', 'private_address'],
  ['https://169.254.169.254/latest/meta-data', 'private_address'],
  ['https://intranet.example/', 'open'],
  ['http://intranet.example:9000/', 'open'],
  ['https://lab.example:8443/', 'open'],
  ['https://lab.example/', 'private_address'],
  ['https://sub.intranet.example/', 'unresolved'],
  ['http://[fd00::7]/', 'open'],
];

describe('the destination of an outbound request — security.md S-1', () => {
  for (const [url, expected] of table) {
    it(`${url} is ${expected}`, async () => {
      assert.equal(await outcome(url), expected);
    });
  }

  it('shows what is never fetched before anything is looked up', () => {
    const named: Record<string, string> = {
      'https://localhost/keys': 'private_address',
      'https://LOCALHOST.:8443/keys': 'private_address',
      'https://app.localhost/keys': 'private_address',
      'http://localhost:3000/out': 'not_https',
    };
    for (const [url, reason] of Object.entries(named)) assert.equal(refusalOf(url, policy), reason, url);
    for (const url of ['https://notlocalhost/', 'https://localhost.example/', 'https://unknown.example/'])
      assert.equal(refusalOf(url, policy), null, url);
    const byName = ['both.example', 'mapped.example', 'unknown.example', 'lab.example/', 'sub.intranet'];
    for (const [url, expected] of table) {
      if (byName.some((name) => url.includes(name))) continue;
      assert.equal(refusalOf(url, policy) ?? 'open', expected, url);
    }
    const allowed = { ...policy, allowedHosts: ['localhost:3000'] };
    assert.equal(refusalOf('http://localhost:3000/out', allowed), null);
    assert.equal(refusalOf('https://localhost/out', allowed), 'private_address');
    assert.equal(refusalOf('http://10.0.0.1/', { ...policy, privateAddresses: 'allow' }), null);
  });

  it('may be private with OUTBOUND_ALLOW_PRIVATE, but never our own — advanced.md SW-19', async () => {
    assert.equal(await outcome('http://127.0.0.1:3000/', { privateAddresses: 'allow' }), 'open');
    assert.equal(await outcome('https://auth.example/', { privateAddresses: 'allow' }), 'own_host');
    assert.equal(await outcome('https://auth.example/', { allowedHosts: ['auth.example'] }), 'open');
  });
});
