/** Requests that a fuzzer makes up from the description of the management API (product.md M-2, M-3). */

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { decodeProtectedHeader } from 'jose';
import { alice, deviceApplication, webApplication } from '../e2e/declarations.ts';
import { type ManagementWorld, robot, startManagementWorld } from '../management/world.ts';
import { missingModule, python } from './installed.ts';
import { startProgram } from './program.ts';

/** Beside what it makes up and learns from answers, so that some requests do what they ask. */
const known: Readonly<Record<string, readonly string[]>> = {
  'path.user_id': [alice.sub],
  'path.client_id': [webApplication.client_id, deviceApplication.client_id],
  'body.username': ['ida', 'jonas', 'klara', 'ludwig', 'marta'],
  'body.email': ['ida@example.org', 'jonas@example.org'],
  'body.domain': ['bad.example', 'worse.example'],
  'body.resource': ['https://one.example/api', 'https://two.example/api'],
};

/** What refuses a request that its schema does not admit; 405 is no such answer. */
const refusals = [400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 431, 503];

const configuration = [
  ...['[checks.negative_data_rejection]', `expected-statuses = ${JSON.stringify(refusals)}`],
  // Else a token that ended early would leave nothing to find
  ...['[warnings]', 'display = ["missing_auth"]', 'fail-on = ["missing_auth"]'],
  ...Object.entries(known).flatMap(([name, values]) => [
    ...[`[dictionaries."${name}"]`, `values = ${JSON.stringify(values)}`],
    ...[`[parameters."${name}"]`, `dictionary = "${name}"`, 'probability = 0.5'],
  ]),
].join('\n');

/**
 * What a schema admits may still break a rule, such as that of the last administrator: whether it is done is no
 * matter here, only that the answer is one that is described.
 */
const skipped = 'positive_data_acceptance';

describe('schemathesis', { skip: missingModule('schemathesis') }, () => {
  let world: ManagementWorld;
  before(async () => {
    world = await startManagementWorld();
  });
  after(() => world.stop());

  it('finds no answer that is not described, and no fault — product.md M-2, M-3', async () => {
    const token = await world.token();
    const file = resolve(world.server.folder, 'schemathesis.toml');
    writeFileSync(file, configuration);
    const options = [
      ...['--header', `Authorization: Bearer ${token}`, '--include-path-regex', '^/api/v1/'],
      ...['--phases', 'coverage,fuzzing', '--max-examples', '6', '--workers', '1'],
      ...['--seed', '1', '--generation-database', 'none'],
      ...['--checks', 'all', '--exclude-checks', skipped, '--continue-on-failure', '--no-color'],
    ];
    const description = `${world.server.origin}/openapi.json`;
    const command = ['-m', 'schemathesis.cli', '--config-file', file, 'run', description, ...options];
    const run = await startProgram(python, command, {
      folder: world.server.folder,
      environment: {
        SCHEMATHESIS_HOOKS: resolve(import.meta.dirname, 'schemathesis-hooks.py'),
        SPARED_IDS: `${robot.client_id} ${decodeProtectedHeader(token).kid}`,
      },
    });
    // All that it says is in the message where it ends otherwise
    await run.says(/^=+ No issues found in [\d.]+s =+$/m);
    assert.equal(await run.ends(), 0);
  });
});
