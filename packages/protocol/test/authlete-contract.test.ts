import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as authlete from '@grantor/protocol/authlete';

const requirements = readFileSync(
  new URL('../../../docs/requirements/federation-vci-authlete.md', import.meta.url),
  'utf8',
);

/** The rows of chapter 3.2, by cell. */
const rows = requirements
  .slice(requirements.indexOf('### 3.2'), requirements.indexOf('### 3.3'))
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.includes('operation'))
  .map((line) => line.replaceAll('\\|', ' ').slice(1, -1).split('|'));

const known = Object.entries(authlete.operations) as [string, authlete.Operation][];

/** The operations a cell names; `/issue` behind another name goes on from the part of that which it may follow. */
function namesIn(cell: string): readonly string[] {
  const written = [...cell.matchAll(/`([^`]+)`/g)]
    .map(([, name = '']) => name)
    .filter((name) => /[a-z]/.test(name));
  return written.flatMap((name, index) => {
    const before = written[index - 1] ?? '';
    const full =
      name.startsWith('/') && !name.startsWith('/api')
        ? [before + name, before.replace(/\/[^/]+$/, name)]
        : [name];
    return full.map((one) => one.replace(/\{(\w+)\}/, '{$1}'));
  });
}

describe('the contract of the Authlete API', () => {
  it('has every operation that the requirements number', () => {
    const first = rows.filter(([number = '']) => /^ \d+ $/.test(number));
    const missing = first.filter(
      ([, cell = '']) => !namesIn(cell).some((name) => name in authlete.operations),
    );
    assert.deepEqual(missing, []);
    assert.equal(first.length, 18);
  });

  it('has every action that they write in capitals, and sends none to a status of its own', () => {
    const wordsOf = (text: string): readonly string[] => text.match(/\b[A-Z]{2,}(?:_[A-Z]+)*\b/g) ?? [];
    const actions = new Set(
      known.flatMap(([, { actions }]) => (actions === 'status' ? [] : Object.keys(actions))),
    );
    const notActions = ['ATL', 'RC', 'HTML', 'JSON', 'POST', 'GET', 'QUERY', 'REVOKE', 'ISE'];
    const asked = rows
      .flatMap((cells) => wordsOf(cells.at(-1) ?? ''))
      .filter((word) => !notActions.includes(word));
    assert.deepEqual(
      asked.filter((word) => !actions.has(word)),
      [],
    );
  });

  it('names in `required` only what is in the request', () => {
    const strangers = known.flatMap(([name, { request, required }]) =>
      required.filter((member) => !(member in request)).map((member) => `${name}: ${member}`),
    );
    assert.deepEqual(strangers, []);
  });

  it('writes enumerations in capitals, and fault reasons once', () => {
    const words = (field: authlete.Field): readonly string[] => {
      if (field.is === 'word') return field.of;
      if (field.is === 'list') return words(field.of);
      return field.is === 'object' ? Object.values(field.of).flatMap(words) : [];
    };
    const all = known.flatMap(([, { request, reply }]) =>
      [request, reply].flatMap((of) => words({ is: 'object', of })),
    );
    assert.deepEqual(
      all.filter((one) => !/^[A-Z][A-Z_]*$/.test(one)),
      [],
    );
    assert.equal(new Set(authlete.failReasons).size, 13);
  });

  it('tells a status for everything that is relayed', () => {
    const statuses = known.flatMap(([, { actions }]) =>
      actions === 'status'
        ? []
        : Object.values(actions).flatMap((relay) => ('status' in relay ? [relay.status] : [])),
    );
    assert.deepEqual(
      statuses.filter((status) => !(status >= 200 && status < 600)),
      [],
    );
  });

  it('gives each operation its types, and each answer an action of its own', () => {
    const request: authlete.RequestOf<'auth/authorization/fail'> = { ticket: 't', reason: 'DENIED' };
    const reply: authlete.ReplyOf<'auth/introspection'> = { usable: true, expiresAt: 1_700_000_000_000 };
    const action: authlete.ActionOf<'auth/introspection'> = 'UNAUTHORIZED';
    const raw: authlete.ActionOf<'service/get'>[] = [];
    const members = [...Object.keys(request), ...Object.keys(reply)];
    const { request: asked } = authlete.operations['auth/authorization/fail'];
    const { reply: answered, actions } = authlete.operations['auth/introspection'];
    assert.deepEqual(
      members.filter((name) => !(name in asked || name in answered)),
      raw,
    );
    assert.deepEqual(actions[action], { as: 'challenge', status: 401, body: 'none' });
    assert.deepEqual(
      Object.keys(authlete.envelope).filter((name) => name in answered),
      raw,
    );
  });
});
