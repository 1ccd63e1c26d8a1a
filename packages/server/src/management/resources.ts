/** Resources and their scopes (product.md §12.3 /admin/resources): the operations of `administration/resources.ts`. */

import type { Resource } from '@grantor/engine';
import { z } from 'zod';
import {
  createResource,
  deleteResource,
  editResource,
  type ResourceOutcome,
  resourceVersion,
} from '../administration/resources.ts';
import { readResource as readDescribed } from '../bootstrap/resource.ts';
import { scopeMembers } from '../bootstrap/scope.ts';
import { pathKey } from '../console/path-key.ts';
import { conflict, noSuch, stale } from '../http/problem.ts';
import { listResourceUris, readResource, readResources } from '../store/resources.ts';
import { describedBy, recordAt, refusedAs } from './declared.ts';
import { operation } from './operation.ts';
import { scopeAnswer } from './scopes.ts';
import { afterOf, listOf, page, pageOf } from './shapes.ts';

const scopeShape = z.strictObject(scopeAnswer);

const resourceShape = z
  .strictObject({
    id: z.string().describe('Names the resource in paths: its identifier, or a text that stands for it.'),
    resource: z.string().describe('The identifier (RFC 8707 §2).'),
    name: z.string().optional(),
    scopes: z.array(scopeShape).optional().describe('Absent: any scope.'),
    access_token_format: z.enum(['jwt', 'opaque']).optional(),
    access_token_typ: z.enum(['at+jwt', 'JWT']).optional().describe('Absent where the format is opaque.'),
    access_token_lifetime: z.int().optional(),
    identity_claims: z.array(z.string()),
  })
  .meta({ id: 'Resource' });

const said = {
  name: z.string().nullable().optional(),
  scopes: z.array(z.unknown()).nullable().optional().describe('As in the bootstrap file.'),
  access_token_format: z.string().nullable().optional(),
  access_token_typ: z.string().nullable().optional(),
  access_token_lifetime: z.number().nullable().optional(),
  identity_claims: z.array(z.string()).nullable().optional(),
};

const resourceBody = (resource: Resource): z.input<typeof resourceShape> => ({
  id: pathKey(resource.uri),
  ...membersOf(resource),
});

/** The members that describe it in the bootstrap file. */
const membersOf = (resource: Resource) => ({
  resource: resource.uri,
  ...(resource.name === null ? {} : { name: resource.name }),
  ...(resource.scopes === null
    ? {}
    : {
        scopes: resource.scopes.map(scopeMembers),
      }),
  ...(resource.accessTokenFormat === null ? {} : { access_token_format: resource.accessTokenFormat }),
  ...(resource.accessTokenFormat === 'opaque' ? {} : { access_token_typ: resource.accessTokenTyp }),
  ...(resource.accessTokenLifetime === null ? {} : { access_token_lifetime: resource.accessTokenLifetime }),
  identity_claims: [...resource.identityClaims],
});

const answerOf = (resource: Resource) => ({
  body: resourceBody(resource),
  version: resourceVersion(resource),
});

const resourceAt = recordAt({ list: listResourceUris, read: readResource });

const described = describedBy((given) => {
  const { resource: record, problems } = readDescribed(given, []);
  return { record, problems };
});

function assertDone(outcome: ResourceOutcome | { readonly kind: 'stale' }): void {
  const { kind } = outcome;
  if (kind === 'refused') throw refusedAs(outcome.problems);
  if (kind === 'gone') throw noSuch();
  if (kind === 'stale') throw stale();
  if (kind === 'taken') throw conflict('resource_taken', 'A resource has this identifier.');
  if (kind === 'granted') throw conflict('scope_granted', 'Somebody holds a scope that would be gone.');
}

const one = '/resources/{resource_id}';
const tag = 'resources';

export const resourceOperations = [
  operation({
    ...{ name: 'listResources', method: 'GET', path: '/resources', tag, success: 'value' },
    summary: 'Resources by identifier',
    query: z.strictObject(page),
    answer: listOf(resourceShape),
    async run({ site, query: { limit, cursor } }) {
      const rows = await readResources(site.database, { limit: limit + 1, after: afterOf(cursor) });
      return { body: pageOf(rows, limit, { item: resourceBody, key: ({ uri }) => uri }) };
    },
  }),
  operation({
    ...{
      name: 'createResource',
      method: 'POST',
      path: '/resources',
      tag,
      success: 'made',
      problems: ['conflict'],
    },
    summary: 'Registers a resource',
    body: z.strictObject({ resource: z.string(), ...said }),
    answer: resourceShape,
    async run({ site, actor, body }) {
      const resource = described(body);
      assertDone(await createResource(site.clients, actor, resource));
      return { ...answerOf(resource), location: `/resources/${pathKey(resource.uri)}` };
    },
  }),
  operation({
    ...{ name: 'getResource', method: 'GET', path: one, tag, success: 'value', problems: ['missing'] },
    summary: 'One resource',
    answer: resourceShape,
    run: async (call) => answerOf(await resourceAt(call)),
  }),
  operation({
    ...{
      name: 'updateResource',
      method: 'PATCH',
      path: one,
      tag,
      success: 'value',
      problems: ['missing', 'conflict', 'stale'],
    },
    versioned: true,
    summary: 'Changes what is named of a resource; a scope that somebody holds stays',
    body: z.strictObject(said).describe('What is absent stays; null takes a member away.'),
    answer: resourceShape,
    async run(call) {
      const stored = await resourceAt(call);
      const seen = call.seen ?? resourceVersion(stored);
      const { access_token_typ: typ, ...members } = membersOf(stored);
      const isOpaque = call.body.access_token_format === 'opaque';
      const base = isOpaque || typ === undefined ? members : { ...members, access_token_typ: typ };
      const resource = described({ ...base, ...call.body });
      assertDone(await editResource(call.site.clients, call.actor, { resource, seen }));
      return answerOf(resource);
    },
  }),
  operation({
    ...{
      name: 'deleteResource',
      method: 'DELETE',
      path: one,
      tag,
      success: 'nothing',
      problems: ['missing', 'conflict'],
    },
    summary: 'Refused while anybody holds a scope of it',
    async run(call) {
      const { uri } = await resourceAt(call);
      assertDone(await deleteResource(call.site.clients, call.actor, uri));
    },
  }),
];
