import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createTestWorld, grantor, runIn } from './world.ts';

const secretOf = async (): Promise<string> => (await grantor(['local-token', 'secret'])).out.trim();

const parse = (part: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString());

describe('local-token', () => {
  it('makes a secret of 32 bytes, another one each time — cli.md §1 local-token secret', async () => {
    const [one, other] = [await secretOf(), await secretOf()];
    assert.equal(Buffer.from(one, 'base64url').length, 32);
    assert.notEqual(one, other);
  });

  it('signs for a user, for a time, with the secret of the environment or of a file — RFC 7515 §5.1', async () => {
    const secret = await secretOf();
    const world = createTestWorld({ now: () => 1_800_000_000_000 });
    const file = join(world.folder, 'secret.txt');
    writeFileSync(file, `${secret}\n`, { mode: 0o600 });
    const words = ['local-token', 'sign', '--user', 'ada', '--expires', '30d', '--scope', 'read write'];
    const fromFile = (await runIn(world, ...words, '--secret-file', file)).out.trim();
    world.remove();
    const environment = { GRANTOR_JWT_SECRET: secret };
    const fromEnvironment = (await grantor(words, { environment })).out.trim();
    for (const token of [fromFile, fromEnvironment]) {
      const [header, payload, signature] = token.split('.');
      assert.equal(parse(header)['alg'], 'HS256');
      const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url');
      assert.equal(signature, expected);
    }
    const { sub, scope, iat, exp } = parse(fromFile.split('.')[1]);
    assert.deepEqual([sub, scope, iat, exp], ['ada', 'read write', 1_800_000_000, 1_802_592_000]);
  });

  const refused: readonly (readonly [string, readonly string[], Record<string, string>, RegExp])[] = [
    ['no user', [], {}, /A local token is for a user\./],
    ['no secret', ['--user', 'ada'], {}, /There is no secret to sign with\./],
    ['a short secret', ['--user', 'ada'], { GRANTOR_JWT_SECRET: 'short' }, /fewer than 32 bytes/],
    ['no duration', ['--user', 'ada', '--expires', 'soon'], {}, /--expires is not a duration: soon/],
  ];
  for (const [name, words, environment, message] of refused) {
    it(`is refused with ${name}`, async () => {
      const { code, err } = await grantor(['local-token', 'sign', ...words], { environment });
      assert.equal(code, 2);
      assert.match(err, message);
    });
  }
});
