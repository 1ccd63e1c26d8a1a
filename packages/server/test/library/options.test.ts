/** What a program may ask for when it embeds the server (distribution.md L-1). */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { groups, variablesOf } from '../../src/config/schema.ts';
import { createGrantor, type GrantorOptions, InvalidOptions } from '../../src/index.ts';
import { readOptions } from '../../src/library/options.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grantor-options-'));
});
after(() => rm(folder, { recursive: true }));

const baseUrl = 'https://app.example/auth';

const problemsOf = async (options: unknown): Promise<Readonly<Record<string, string>>> => {
  const failure = await createGrantor(options as GrantorOptions).then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.ok(failure instanceof InvalidOptions, String(failure));
  for (const { option, wrong } of failure.problems) assert.ok(failure.message.includes(`${option} ${wrong}`));
  return Object.fromEntries(failure.problems.map(({ option, wrong }) => [option, wrong]));
};

describe('options', () => {
  it('are refused all at once, by their names, and nothing is written — distribution.md L-1', async () => {
    const dataDir = join(folder, 'never');
    assert.deepEqual(
      await problemsOf({
        server: { dataDir, environment: 'test', siteNam: 'Photos', address: ':8080' },
        tokens: { accessExpiration: '1h', clientCredentialsExpiration: 7200, accessExpirationMax: 3600 },
        cors: { origins: 'https://a.example' },
        limits: { enabled: 'yes' },
        secrets: { jwt: 'too short' },
        tokn: {},
        nothing: true,
        clock: 7,
        accounts: { find: async () => null },
      }),
      {
        clock: 'is not a function',
        'accounts.verify': 'is not a function',
        'server.siteNam': 'is no option',
        'server.address': 'is no option',
        'tokens.accessExpiration': 'is not a number',
        'cors.origins': 'is no option',
        'limits.enabled': 'is not true or false',
        tokn: 'is no option',
        nothing: 'is no option',
        'server.baseUrl': 'is missing',
        'server.environment': 'is not one of the allowed values',
        'secrets.jwt': 'is shorter than 32 bytes',
        'tokens.clientCredentialsExpiration': 'exceeds tokens.accessExpirationMax',
      },
    );
    assert.equal(existsSync(dataDir), false);
  });

  it('that a start fails of leave nothing open: the next one has the same folder — distribution.md L-1', async () => {
    const dataDir = join(folder, 'second-try');
    const bootstrapFile = join(folder, 'bootstrap.json');
    const server = { baseUrl, dataDir, bootstrapFile };
    await assert.rejects(createGrantor({ server }), /BOOTSTRAP_FILE .* cannot be read/);
    await writeFile(bootstrapFile, '{"users": 7}');
    await assert.rejects(createGrantor({ server }), /BOOTSTRAP_FILE is refused/);
    await writeFile(bootstrapFile, '{}');
    const grantor = await createGrantor({ server });
    assert.equal((await grantor.fetch(new Request(`${baseUrl}/health`))).status, 200);
    await grantor.close();
    await rm(dataDir, { recursive: true }); // nobody holds a file of it
  });

  it('never repeat what was given', async () => {
    const secret = 'this is a placeholder of mine, and long enough';
    await assert.rejects(
      createGrantor({ server: { baseUrl }, secrets: { jwt: secret } }),
      (failure: Error) => {
        assert.ok(!failure.message.includes(secret));
        return failure instanceof InvalidOptions;
      },
    );
  });

  it('may be the texts of an environment, and nothing else is looked at — distribution.md L-1', async () => {
    assert.deepEqual(await problemsOf({ env: { JWT_EXPIRATION: 'long' }, server: { baseUrl } }), {
      server: 'is given together with env',
      BASE_URL: 'is missing',
      JWT_EXPIRATION: 'is not a duration',
    });
    const env = { BASE_URL: baseUrl, JWT_EXPIRATION: '2h', WORKERS: '4' };
    const { configuration } = readOptions({ env }, folder);
    assert.equal(configuration.server.workers, 1, 'the application has the processes that it has');
    assert.equal(configuration.tokens.accessExpiration, 7200);
  });

  it('mean what the configuration holds, whatever their type — distribution.md L-1', () => {
    const given = {
      server: { baseUrl, trustedProxies: ['10.0.0.0/8', '127.0.0.1'], shutdownTimeoutMilliseconds: 250 },
      tokens: { accessExpiration: 300 },
      sessions: { rememberMe: false },
      limits: { token: 7 },
      secrets: { jwt: '0123456789abcdef0123456789abcdef' },
    };
    const { configuration } = readOptions(given, folder);
    const { server, tokens, sessions, limits, secrets } = configuration;
    assert.equal(server.baseUrl, baseUrl);
    assert.equal(server.trustedProxies.length, 2);
    assert.equal(server.shutdownTimeoutMilliseconds, 250);
    assert.equal(tokens.accessExpiration, 300);
    assert.equal(sessions.rememberMe, false);
    assert.equal(limits.token, 7);
    assert.equal(secrets.jwt?.reveal(), given.secrets.jwt);
  });

  it('have a unit wherever they are durations', () => {
    for (const { name, shape } of groups.flatMap(variablesOf))
      assert.equal(shape.unit !== undefined, shape.type === 'dur', name);
  });
});
