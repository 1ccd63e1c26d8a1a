import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentHost, isDocumentUrl } from '../../src/client-documents/document-url.ts';
import { isAdmitted } from '../../src/client-documents/domain-policy.ts';

const yes = [
  'https://client.example/metadata.json',
  'https://client.example/a',
  'https://client.example//',
  'https://client.example:8443/a/',
  'https://client.example/a?b=../c',
  'https://client.example/..a/b..',
  'https://client.example/a.b/.well-known/c',
  'https://CLIENT.example/a',
  `https://client.example/${'a'.repeat(2025)}`,
];
const no = [
  'web',
  'http://client.example/a',
  'HTTPS://client.example/a',
  'https:client.example/a',
  'https:///client.example/a',
  'https://client.example',
  'https://client.example/',
  'https://client.example?a=b',
  'https://client.example/?a=b',
  'https://client.example/a#b',
  'https://client.example/a#',
  'https://me@client.example/a',
  'https://me:you@client.example/a',
  'https://@client.example/a',
  'https://client.example/./a',
  'https://client.example/a/..',
  'https://client.example/a/%2e%2E/b',
  'https://client.example/a/.%2e?b',
  'https://client.example/a/.',
  'https://client.example\\a',
  'https://client.example/a\\..\\b',
  'https://client.example/a b',
  'https://client.example/a\tb',
  'https://client.example/ä',
  'https://192.0.2.1/a',
  'https://0x7f.1/a',
  'https://2130706433/a',
  'https://[2001:db8::1]/a',
  'https://client.example:99999/a',
  `https://client.example/${'a'.repeat(2026)}`,
];

describe('the address of a metadata document — CIMD §3', () => {
  for (const url of yes) it(`may be ${url.slice(0, 60)}`, () => assert.ok(isDocumentUrl(url)));
  for (const url of no) it(`is not ${url.slice(0, 60)}`, () => assert.ok(!isDocumentUrl(url)));

  it('names its host without port and root dot', () => {
    assert.equal(documentHost('https://Client.Example.:8443/a'), 'client.example');
  });
});

describe('the policy of domains — clients.md §5 Document URL', () => {
  const table: readonly [host: string, allowed: string[], blocked: string[], admitted: boolean][] = [
    ['a.example', [], [], true],
    ['a.example', ['a.example'], [], true],
    ['b.example', ['a.example'], [], false],
    ['sub.a.example', ['a.example'], [], false],
    ['sub.a.example', ['*.a.example'], [], true],
    ['deep.sub.a.example', ['*.a.example'], [], true],
    ['a.example', ['*.a.example'], [], false],
    ['eva.example', ['*.a.example'], [], false],
    ['a.example', [], ['a.example'], false],
    ['a.example', ['a.example'], ['a.example'], false],
    ['b.example', [], ['a.example', '*.b.example'], true],
    ['c.b.example', [], ['a.example', '*.b.example'], false],
  ];
  for (const [host, allowedDomains, blockedDomains, admitted] of table) {
    it(`${admitted ? 'admits' : 'refuses'} ${host} by [${allowedDomains}] without [${blockedDomains}]`, () => {
      assert.equal(isAdmitted(host, { allowedDomains, blockedDomains }), admitted);
    });
  }
});
