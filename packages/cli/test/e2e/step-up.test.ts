/** Who may administer, and how a sign-in comes to it (cli.md §1 Administration). */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connectsDevice } from '@grantor/server/testing';
import { grantorEnds, startGrantor } from '../child.ts';
import { readStore } from '../stored.ts';
import { administratorOf, dataOf, seededClientOf, stepsUp } from './administrator.ts';
import { ada, login, workplace } from './desk.ts';

const at = workplace();

const scopesOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).scope;

const listing = () => ['user', 'list', '--json', '--data', dataOf(at.desk)];

describe('administration', () => {
  it('steps the sign-in up through the browser, with a consent every time — cli.md §1 Administration, protocol.md SC-5, product.md M-1', async () => {
    const administrator = administratorOf(at.desk);
    for (const _ of ['first', 'again']) {
      const home = at.desk.newHome();
      const { code, out, err } = await stepsUp(at.desk, home, { words: listing(), person: administrator });
      assert.equal(code, 0, err);
      assert.match(err, new RegExp(`Signed in to administer ${at.origin} as ${administrator.username}\\.`));
      const usernames = JSON.parse(out).map(({ username }: { username: string }) => username);
      assert.ok(usernames.includes('ada'));
      const again = await grantorEnds(['user', 'list'], {
        folder: home,
        environment: { SERVER_URL: at.origin },
      });
      assert.deepEqual([again.code, again.err], [0, '']);
    }
  });

  it('is done with a token of its own, which `token` never prints for the server, and ends with it — cli.md §1 logout', async () => {
    await login(at.desk, at.home, '--data', dataOf(at.desk));
    const person = administratorOf(at.desk);
    const { code, err } = await stepsUp(at.desk, at.home, { words: ['user', 'list'], person });
    assert.equal(code, 0, err); // by the client of the sign-in that was there
    assert.doesNotMatch(scopesOf((await at.run('token')).out), /grantor:admin/);
    const { out: token } = await at.run('token', `${at.origin}/api/v1`);
    assert.equal(scopesOf(token), 'grantor:admin');
    assert.match((await at.run('whoami')).out, /Ada Lovelace/);
    const { out } = await at.run('logout');
    assert.equal(out, `Signed out of ${at.origin}.\nSigned out of ${at.origin}/api/v1.\n`);
    const headers = { authorization: `Bearer ${token.trim()}` };
    assert.equal((await fetch(`${at.origin}/api/v1/users`, { headers })).status, 401);
  });

  it('steps up on another device — cli.md §2 device', async () => {
    const environment = { SSH_CONNECTION: 'yes', SERVER_URL: at.origin };
    const words = ['client', 'list', '--client-id', seededClientOf(at.desk), '--device'];
    const child = startGrantor(words, { folder: at.home, environment });
    const [, link = ''] = await child.says(/Or open\s+(http\S+)/);
    await connectsDevice(await at.desk.chromium.newPage(), link, administratorOf(at.desk));
    const { code, out } = await child.ended;
    assert.equal(code, 0);
    assert.match(out, /Grantor CLI +active +administrator/);
  });

  it('tells whoever is no administrator, and keeps nothing — product.md M-1', async () => {
    const { code, out, err } = await stepsUp(at.desk, at.home, {
      words: ['user', 'list', '--data', dataOf(at.desk)],
      person: ada,
    });
    assert.deepEqual([code, out], [4, '']);
    assert.match(err, new RegExp(`✗ This account is no administrator of ${at.origin}\\.`));
    assert.match(err, /add --force/);
    assert.throws(() => readStore(at.home)); // there is none
  });

  it('ends for whoever is none any more, and waits for nobody in a script', async () => {
    const chief = at.desk.newHome();
    const asChief = (...words: readonly string[]) =>
      grantorEnds(words, { folder: chief, environment: { SERVER_URL: at.origin } });
    await stepsUp(at.desk, chief, { words: listing(), person: administratorOf(at.desk) });
    assert.equal((await asChief('user', 'update', 'ada', '--role', 'admin')).code, 0);
    assert.equal((await stepsUp(at.desk, at.home, { words: listing(), person: ada })).code, 0);
    assert.equal((await asChief('user', 'update', 'ada', '--role', 'user')).code, 0);
    const { code, err } = await at.run('user', 'list', '--server', at.origin);
    assert.equal(code, 3);
    assert.match(err, /Your sign-in has ended\.[\s\S]*Nobody is signed in here who may administer /);
    const words = ['user', 'list', '--client-id', seededClientOf(at.desk)];
    assert.equal((await stepsUp(at.desk, at.home, { words, person: ada })).code, 4);
  });

  it('is refused to a client that registered itself, with the way to the seeded one — cli.md §1 Administration, protocol.md SC-4', async () => {
    await login(at.desk, at.home);
    const own = await at.run('user', 'list', '--device');
    assert.equal(own.code, 4);
    assert.match(own.err, /never get the scope “grantor:admin”\.\n[\s\S]*--client-id ID[\s\S]*--data FOLDER/);
    const [client] = readStore(at.home).clients;
    for (const flow of ['--browser', '--device']) {
      const { code, err } = await at.run('user', 'list', '--client-id', client?.clientId ?? '', flow);
      assert.equal(code, 4, err);
      assert.match(err, /✗ The client \S+ may not administer /);
      assert.match(err, /--data FOLDER/);
    }
  });

  it('asks anew when the server has taken the sign-in back, and goes on', async () => {
    const person = administratorOf(at.desk);
    await stepsUp(at.desk, at.home, { words: listing(), person });
    const [before] = readStore(at.home).signIns;
    const body = new URLSearchParams({
      client_id: before?.clientId ?? '',
      token: before?.refreshToken ?? '',
    });
    assert.ok((await fetch(`${at.origin}/oauth/revoke`, { method: 'POST', body })).ok);
    const { code, err } = await stepsUp(at.desk, at.home, { words: ['user', 'show', 'ada'], person });
    assert.equal(code, 0, err);
    assert.match(err, /Your sign-in has ended\. Signing in again\./);
    const { signIns } = readStore(at.home);
    assert.equal(signIns.length, 1);
    assert.notEqual(signIns[0]?.refreshToken, before?.refreshToken);
    assert.equal((await at.run('user', 'list')).code, 0);
  });
});
