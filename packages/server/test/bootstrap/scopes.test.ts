/** Scopes that belong to no resource, declared and registered (clients.md §9 Free-standing scopes, operations.md K-6). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { instant } from '@grantor/protocol';
import { createPasswords } from '../../src/accounts/passwords.ts';
import { createPolicy } from '../../src/administration/policies.ts';
import { createResource, editResource } from '../../src/administration/resources.ts';
import { createScope, deleteScope, editScope, scopeVersion } from '../../src/administration/scopes.ts';
import { applyBootstrap, BootstrapConflict } from '../../src/bootstrap/apply.ts';
import { type Bootstrap, parseBootstrap } from '../../src/bootstrap/bootstrap.ts';
import { readCredentialConfiguration } from '../../src/bootstrap/credential-configuration.ts';
import { readResource } from '../../src/bootstrap/resource.ts';
import { readScope } from '../../src/bootstrap/scope.ts';
import type { Database } from '../../src/database/database.ts';
import { createEngineStore } from '../../src/store/engine-store.ts';
import { createAuditLog } from '../../src/telemetry/audit-log.ts';
import { countingDerive, newPostgresWorld, newWorld, now, random } from '../accounts/world.ts';
import { clientRules } from './files.ts';
import { recordedIn } from './recorded.ts';

const at = instant(now * 1000);
const parse = (members: object) =>
  parseBootstrap(JSON.stringify(members), {
    environment: {},
    clientRules,
    passwordRules: { siteName: 'Grantor', minLength: 12 },
  });

const scopeOf = (members: object) => readScope(members, []).scope ?? assert.fail('a scope');
const api = (uri: string, ...scopes: readonly string[]) =>
  readResource({ resource: uri, scopes }, []).resource ?? assert.fail('a resource');

describe('declared scopes that belong to no resource', () => {
  const problemsOf = (...scopes: readonly unknown[]) => {
    const reading = parse({ scopes });
    return reading.ok
      ? []
      : reading.problems.map(({ at: place, message, spot }) => [place, message, spot?.line]);
  };

  it('are read with all that a scope of a resource has', () => {
    const words = { description: 'Read', descriptions: { de: 'Lesen' }, effect: 'reads' };
    const reading = parse({
      scopes: [{ name: 'r', ...words, implies: ['s'], default: true }, { name: 's' }],
    });
    assert.ok(reading.ok);
    assert.deepEqual(reading.bootstrap.scopes[0], {
      ...{ name: 'r', ...words, isDefault: true, isRestricted: false, implies: ['s'] },
    });
  });

  it('are told what is wrong with each, and where', () => {
    assert.deepEqual(problemsOf({ name: 'openid' }, { name: 'grantor:x' }, { name: 'a' }, { name: 'a' }), [
      ['scopes[0].name', 'is a scope of the server itself', 1],
      ['scopes[1].name', 'is a scope of the server itself', 1],
      ['scopes[3].name', 'is declared twice', 1],
    ]);
    const wrong = problemsOf({ name: 'a', resource: 'x', effect: 'burns', default: 'yes' }, 'b', {});
    assert.deepEqual(
      wrong.map(([place]) => place),
      ['scopes[0].effect', 'scopes[0].default', 'scopes[0].resource', 'scopes[1]', 'scopes[2].name'],
    );
  });
});

describe('a file that contradicts itself', () => {
  it('is told where, before anything is read from the database — operations.md K-6', () => {
    const card = { id: 'card', name: 'Card', scope: 'card', claims: [{ path: ['given_name'] }] };
    const reading = parse({
      resources: [{ resource: 'https://files.example/', scopes: ['files'] }],
      credential_configurations: [card],
      scopes: [
        { name: 'no scope' },
        { name: 'files', implies: ['elsewhere'] },
        { name: 'card' },
        { name: 'own', implies: ['own'] },
        { name: 'all', implies: ['top'] },
        { name: 'top', restricted: true },
      ],
    });
    assert.ok(!reading.ok);
    assert.deepEqual(
      reading.problems.map(({ at: place, message }) => `${place} ${message}`),
      [
        'scopes[0].name is not a scope (RFC 6749 §3.3)',
        'scopes[1].name is a scope of the resource https://files.example/',
        'scopes[2].name is the scope of the credential card',
        'scopes[3].implies imply each other in a circle: own',
        'scopes[4].implies names a restricted scope, but is not restricted itself',
        'scopes[5].restricted is implied by all, which is not restricted',
      ],
    );
  });
});

for (const [name, newPlace] of [
  ['SQLite', newWorld],
  ['PostgreSQL', newPostgresWorld],
] as const)
  describe(`scopes that belong to no resource, on ${name} — clients.md §9 Free-standing scopes`, () => {
    const world = newPlace();
    let database: Database;
    before(async () => {
      database = await world.open();
    });
    after(() => world.remove());

    const apply = async (members: object) => {
      const reading = parse(members);
      const bootstrap: Bootstrap = reading.ok
        ? reading.bootstrap
        : assert.fail(JSON.stringify(reading.problems));
      const ports = {
        ...{
          database,
          passwords: createPasswords({ random, cores: 2, derive: countingDerive().derive }),
          random,
        },
        ...{ saltKey: Buffer.alloc(32, 5), transaction: recordedIn(database, []) },
        sealSecret: () => assert.fail('no secret'),
      };
      const differences = await applyBootstrap(ports, bootstrap, at);
      return differences.map(({ kind, what, id }) => `${kind} ${what} ${id}`);
    };
    const refused = async (members: object): Promise<readonly string[]> => {
      try {
        await apply(members);
      } catch (error) {
        if (error instanceof BootstrapConflict)
          return error.problems.map(({ at: place, message }) => `${place} ${message}`);
        throw error;
      }
      return assert.fail('it was applied');
    };
    const ports = () => {
      const log = () => assert.fail('nothing goes wrong');
      const audit = createAuditLog({ database, now: () => at, rows: 'keep', capacity: 1000, log });
      return {
        ...{ database, audit, now: () => at, outbox: null },
        ...{ forgetResources: async () => {}, forgetPolicies: async () => {} },
      };
    };
    const actor = { source: null as never };

    it('are created and updated by name, and known to the engine', async () => {
      const scopes = [{ name: 'reports', implies: ['reports:list'] }, { name: 'reports:list' }];
      assert.deepEqual(await apply({ scopes }), [
        'created scope scope:reports',
        'created scope scope:reports:list',
      ]);
      assert.deepEqual(await apply({ scopes }), []);
      assert.deepEqual(await apply({ scopes: [{ name: 'reports:list', description: 'List' }] }), [
        'updated scope scope:reports:list',
      ]);
      const [list] = await createEngineStore(database).listResources();
      assert.equal(list?.uri, '');
      assert.deepEqual(
        list?.scopes?.map((scope) => [scope.name, scope.description, scope.implies]),
        [
          ['reports', null, ['reports:list']],
          ['reports:list', 'List', []],
        ],
      );
    });

    it('have a name that nothing else has, whichever is declared first', async () => {
      const resources = [{ resource: 'https://files.example/', scopes: ['files', 'reports'] }];
      assert.deepEqual(await refused({ resources }), [
        'resources[0].scopes[1].name is a scope that belongs to no resource',
      ]);
      const free = { resource: 'https://files.example/', scopes: ['files'] };
      const card = { id: 'card', name: 'Card', scope: 'card', claims: [{ path: ['given_name'] }] };
      await apply({ resources: [free], credential_configurations: [card] });
      assert.deepEqual(await refused({ scopes: [{ name: 'files' }, { name: 'card' }] }), [
        'scopes[0].name is a scope of the resource https://files.example/',
        'scopes[1].name is the scope of the credential card',
      ]);
      assert.deepEqual(await refused({ credential_configurations: [{ ...card, scope: 'reports' }] }), [
        'credential_configurations[0].scope is a scope that belongs to no resource',
      ]);
    });

    it('include what is there, in no circle, and nothing restricted unless they are', async () => {
      assert.deepEqual(await refused({ scopes: [{ name: 'more', implies: ['files'] }] }), [
        'scopes[0].implies names files, which is no scope that belongs to no resource',
      ]);
      assert.deepEqual(await refused({ scopes: [{ name: 'reports:list', implies: ['reports'] }] }), [
        'scopes[0].implies imply each other in a circle: reports:list',
      ]);
      assert.deepEqual(await refused({ scopes: [{ name: 'reports:list', restricted: true }] }), [
        'scopes[0].restricted is implied by reports, which is not restricted',
      ]);
    });

    it('keep their name in a race with a resource, a credential and one another — product.md G-4', async () => {
      const kinds = new Set<string>();
      for (let round = 0; round < 5; round += 1) {
        const wanted = `raced-${round}`;
        const card =
          readCredentialConfiguration(
            { id: wanted, name: 'Card', scope: wanted, claims: [{ path: ['given_name'] }] },
            [],
          ).configuration ?? assert.fail('a configuration');
        const edited = api(`https://e${round}.example/`);
        await createResource(ports(), actor, edited);
        const outcomes = await Promise.all([
          createResource(ports(), actor, api(`https://r${round}.example/`, wanted)).then(({ kind }) => kind),
          ...Array.from({ length: 8 }, async () => {
            const { kind } = await createScope(ports(), actor, scopeOf({ name: wanted }));
            return kind === 'done' ? 'scope' : kind;
          }),
          editResource(ports(), actor, { resource: api(edited.uri, wanted) }).then(({ kind }) => kind),
          createPolicy(ports(), actor, { kind: 'credential_configuration', policy: card }),
        ]);
        const scopes = outcomes.filter((kind) => kind === 'scope').length;
        const others = outcomes.filter((kind) => kind === 'done').length;
        assert.ok(scopes + Math.min(others, 1) === 1, JSON.stringify(outcomes));
        kinds.add(scopes === 1 ? 'scope' : 'other');
      }
      assert.ok(kinds.size > 0);
    });

    it('make no circle in a race — product.md G-4', async () => {
      for (let round = 0; round < 5; round += 1) {
        const [one, other] = [`one-${round}`, `other-${round}`].map((each) => scopeOf({ name: each }));
        assert.ok(one && other);
        for (const scope of [one, other]) await createScope(ports(), actor, scope);
        const including = (scope: typeof one, included: typeof one) =>
          editScope(ports(), actor, {
            scope: { ...scope, implies: [included.name] },
            seen: scopeVersion(scope),
          }).then(({ kind }) => kind);
        const outcomes = await Promise.all([including(one, other), including(other, one)]);
        assert.deepEqual([...outcomes].sort(), ['done', 'refused']);
      }
    });

    it('are deleted once, and never under what includes them — product.md G-4', async () => {
      for (let round = 0; round < 5; round += 1) {
        const [narrow, broad] = [scopeOf({ name: `narrow-${round}` }), scopeOf({ name: `broad-${round}` })];
        for (const scope of [narrow, broad]) await createScope(ports(), actor, scope);
        const widened = { ...broad, implies: [narrow.name] };
        const outcomes = await Promise.all([
          editScope(ports(), actor, { scope: widened, seen: scopeVersion(broad) }),
          ...Array.from({ length: 10 }, () => deleteScope(ports(), actor, narrow.name)),
        ]);
        const [edit, ...deletions] = outcomes.map(({ kind }) => kind);
        const deleted = deletions.filter((kind) => kind === 'done').length;
        assert.ok(edit === 'done' ? deleted === 0 : deleted === 1, JSON.stringify(outcomes));
      }
    });
  });
