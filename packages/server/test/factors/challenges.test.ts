import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { after, sha256 } from '@grantor/protocol';
import { newChallenge, readChallenge } from '../../src/factors/challenges.ts';
import { relyingParty } from '../../src/factors/passkeys.ts';
import { now, random } from '../accounts/world.ts';

const context = { key: new Uint8Array(32).fill(7), browser: sha256('browser'), purpose: 'sign in' };

describe('challenges of passkeys — product.md F-4', () => {
  it('are good for five minutes, in the browser and for the purpose they were made for', () => {
    const challenge = newChallenge(context, random, now);
    assert.equal(readChallenge(context, challenge, after(now, 299))?.until, now + 300);
    assert.equal(readChallenge(context, challenge, after(now, 300)), null);
    for (const other of [{ browser: sha256('other') }, { purpose: 'make' }, { key: new Uint8Array(32) }])
      assert.equal(readChallenge({ ...context, ...other }, challenge, now), null);
  });

  it('differ, hold 256 random bits, and cannot be made up', () => {
    const [one = '', two] = [newChallenge(context, random, now), newChallenge(context, random, now)];
    assert.notEqual(one, two);
    assert.equal(Buffer.from(one.split('.')[0] ?? '', 'base64url').length, 32);
    for (const made of ['', '.', 'a.b.c', one.replace('.18', '.19'), `${one}x`, one.slice(1)])
      assert.equal(readChallenge(context, made, now), null, made);
  });

  it('are asked for by servers with a name and https, or of this machine', () => {
    const idOf = (baseUrl: string) => relyingParty(baseUrl, 'Acme')?.id ?? null;
    assert.equal(idOf('https://id.example:8443/auth'), 'id.example');
    assert.equal(idOf('http://localhost:8080'), 'localhost');
    assert.equal(idOf('http://id.example'), null);
    for (const address of ['http://127.0.0.1:8080', 'https://192.0.2.7', 'https://[2001:db8::1]'])
      assert.equal(idOf(address), null, address);
  });
});
