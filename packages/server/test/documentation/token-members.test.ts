import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { it } from 'node:test';
import { repository } from './markdown.ts';

/** The claims that protocol.md TO-1 names; `extra` is the prefix, and no token is bound to a key yet. */
function claims(): readonly string[] {
  const rules = readFileSync(resolve(repository, 'docs/requirements/protocol.md'), 'utf8');
  const [, named = ''] = / JWT access token: header .*?; claims (.*?)\. RFC 9068/.exec(rules) ?? [];
  return [...named.matchAll(/`([a-z_]+)`/g)]
    .map(([, name = '']) => name)
    .filter((name) => !['cnf', 'extra'].includes(name));
}

it('the page on tokens names every claim of an access token — protocol.md TO-1', () => {
  const page = readFileSync(resolve(repository, 'docs/tokens-and-introspection.md'), 'utf8');
  const [, members = ''] = page.split('## The members of a JWT access token');
  assert.ok(claims().length > 14);
  for (const name of claims()) assert.match(members, new RegExp(`\`${name}\``), name);
});
