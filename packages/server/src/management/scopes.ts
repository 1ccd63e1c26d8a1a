/** Scopes that belong to no resource: the operations of `administration/scopes.ts`. */

import { type ResourceScope, scopeEffects } from '@grantor/engine';
import { z } from 'zod';
import {
  createScope,
  deleteScope,
  editScope,
  type ScopeHold,
  type ScopeOutcome,
  scopeVersion,
} from '../administration/scopes.ts';
import { readScope as readDescribed, scopeMembers } from '../bootstrap/scope.ts';
import { pathKey } from '../console/path-key.ts';
import { conflict, noSuch, stale } from '../http/problem.ts';
import { listScopeNames, readScope, readScopes } from '../store/scopes.ts';
import { describedBy, recordAt, refusedAs } from './declared.ts';
import { operation } from './operation.ts';
import { afterOf, listOf, page, pageOf } from './shapes.ts';

/** The members of a scope in answers, of a resource's or by itself. */
export const scopeAnswer = {
  name: z.string(),
  description: z.string().optional(),
  descriptions: z.record(z.string(), z.string()).optional().describe('By language (BCP 47).'),
  effect: z.enum(scopeEffects).optional().describe('What it lets somebody do at most.'),
  default: z.boolean(),
  restricted: z.boolean(),
  implies: z.array(z.string()),
};

const scopeShape = z
  .strictObject({
    id: z.string().describe('Names the scope in paths: its name, or a text that stands for it.'),
    ...scopeAnswer,
  })
  .meta({ id: 'Scope' });

const said = {
  description: z.string().nullable().optional(),
  descriptions: z.record(z.string(), z.string()).nullable().optional().describe('By language (BCP 47).'),
  effect: z.enum(scopeEffects).nullable().optional(),
  default: z.boolean().nullable().optional(),
  restricted: z.boolean().nullable().optional(),
  implies: z.array(z.string()).nullable().optional().describe('Scopes that belong to no resource.'),
};

const scopeBody = (scope: ResourceScope): z.input<typeof scopeShape> => ({
  id: pathKey(scope.name),
  ...scopeMembers(scope),
});

const answerOf = (scope: ResourceScope) => ({ body: scopeBody(scope), version: scopeVersion(scope) });

const scopeAt = recordAt({ list: listScopeNames, read: readScope });

const described = describedBy((given) => {
  const { scope: record, problems } = readDescribed(given, []);
  return { record, problems };
});

function assertDone(outcome: ScopeOutcome | { readonly kind: 'stale' }): void {
  if (outcome.kind === 'refused') throw refusedAs(outcome.problems);
  if (outcome.kind === 'gone') throw noSuch();
  if (outcome.kind === 'stale') throw stale();
  if (outcome.kind === 'taken') throw conflict('scope_taken', 'A scope has this name.');
}

const holds: Readonly<Record<ScopeHold['kind'], readonly [string, string]>> = {
  granted: ['scope_granted', 'Somebody allowed a client to have the scope.'],
  listed: ['scope_listed', 'A client may ask for the scope.'],
  included: ['scope_included', 'Another scope implies it.'],
};

const one = '/scopes/{scope_id}';
const tag = 'scopes';

export const scopeOperations = [
  operation({
    ...{ name: 'listScopes', method: 'GET', path: '/scopes', tag, success: 'value' },
    summary: 'Scopes that belong to no resource, by name',
    query: z.strictObject(page),
    answer: listOf(scopeShape),
    async run({ site, query: { limit, cursor } }) {
      const rows = await readScopes(site.database.kysely, { limit: limit + 1, after: afterOf(cursor) });
      return { body: pageOf(rows, limit, { item: scopeBody, key: ({ name }) => name }) };
    },
  }),
  operation({
    ...{ name: 'createScope', method: 'POST', path: '/scopes', tag, success: 'made' },
    problems: ['conflict'],
    summary: 'Registers a scope that belongs to no resource',
    body: z.strictObject({ name: z.string(), ...said }),
    answer: scopeShape,
    async run({ site, actor, body }) {
      const scope = described(body);
      assertDone(await createScope(site.clients, actor, scope));
      return { ...answerOf(scope), location: `/scopes/${pathKey(scope.name)}` };
    },
  }),
  operation({
    ...{ name: 'getScope', method: 'GET', path: one, tag, success: 'value', problems: ['missing'] },
    summary: 'One scope that belongs to no resource',
    answer: scopeShape,
    run: async (call) => answerOf(await scopeAt(call)),
  }),
  operation({
    ...{ name: 'updateScope', method: 'PATCH', path: one, tag, success: 'value' },
    problems: ['missing', 'stale'],
    versioned: true,
    summary: 'Changes what is named of a scope; what it comes to imply is asked for again',
    body: z.strictObject(said).describe('What is absent stays; null takes a member away.'),
    answer: scopeShape,
    async run(call) {
      const stored = await scopeAt(call);
      const seen = call.seen ?? scopeVersion(stored);
      const scope = described({ ...scopeMembers(stored), ...call.body });
      assertDone(await editScope(call.site.clients, call.actor, { scope, seen }));
      return answerOf(scope);
    },
  }),
  operation({
    ...{ name: 'deleteScope', method: 'DELETE', path: one, tag, success: 'nothing' },
    problems: ['missing', 'conflict'],
    summary: 'Refused while somebody allowed the scope, a client lists it or another scope implies it',
    async run(call) {
      const { name } = await scopeAt(call);
      const outcome = await deleteScope(call.site.clients, call.actor, name);
      if (outcome.kind === 'gone') throw noSuch();
      if (outcome.kind === 'held') throw conflict(...holds[outcome.by.kind]);
    },
  }),
];
