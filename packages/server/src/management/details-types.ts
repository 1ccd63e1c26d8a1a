/** Types of authorization details (RFC 9396): the operations of `administration/details-types.ts`. */

import type { DetailsType } from '@grantor/engine';
import { z } from 'zod';
import {
  createDetailsType,
  type DetailsTypeOutcome,
  deleteDetailsType,
  detailsTypeVersion,
  editDetailsType,
} from '../administration/details-types.ts';
import { detailsTypeMembers, readDetailsType as readDescribed } from '../bootstrap/details-type.ts';
import { pathKey } from '../console/path-key.ts';
import { conflict, noSuch, stale } from '../http/problem.ts';
import { listDetailsTypeIds, readDetailsType, readDetailsTypes } from '../store/details-types.ts';
import { describedBy, recordAt } from './declared.ts';
import { operation } from './operation.ts';
import { afterOf, listOf, page, pageOf } from './shapes.ts';

const byLanguage = z.record(z.string(), z.string()).describe('By language (BCP 47).');
const jsonSchema = z
  .record(z.string(), z.unknown())
  .describe('A closed JSON Schema of type object, without `type` and `locations` unless it names them.');

const labelShape = z.strictObject({
  path: z.string().describe('Names of members joined by dots, without the places in lists.'),
  label: z.string(),
  labels: byLanguage.optional(),
});

const typeShape = z
  .strictObject({
    id: z.string().describe('Names the type in paths: the type itself, or a text that stands for it.'),
    type: z.string().describe('RFC 9396 §2.1'),
    title: z.string(),
    titles: byLanguage.optional(),
    schema: jsonSchema,
    labels: z.array(labelShape).describe('In the order in which values are shown.'),
    locations: z.array(z.string()).optional().describe('Absent: any resource the client may ask for.'),
  })
  .meta({ id: 'DetailType' });

const said = {
  title: z.string().optional(),
  titles: z.record(z.string(), z.string()).nullable().optional(),
  schema: z.record(z.string(), z.unknown()).optional(),
  labels: z.array(z.unknown()).nullable().optional().describe('As in the bootstrap file.'),
  locations: z.array(z.string()).nullable().optional(),
};

const typeBody = (type: DetailsType): z.input<typeof typeShape> => ({
  id: pathKey(type.id),
  ...detailsTypeMembers(type),
});

const answerOf = (type: DetailsType) => ({ body: typeBody(type), version: detailsTypeVersion(type) });

const typeAt = recordAt({ list: listDetailsTypeIds, read: readDetailsType });

const described = describedBy((given) => {
  const { detailsType: record, problems } = readDescribed(given, []);
  return { record, problems };
});

function assertDone({ kind }: DetailsTypeOutcome | { readonly kind: 'stale' }): void {
  if (kind === 'gone') throw noSuch();
  if (kind === 'stale') throw stale();
  if (kind === 'taken') throw conflict('detail_type_taken', 'A type has this id.');
}

const one = '/detail-types/{detail_type_id}';
const tag = 'detail-types';

export const detailsTypeOperations = [
  operation({
    ...{ name: 'listDetailTypes', method: 'GET', path: '/detail-types', tag, success: 'value' },
    summary: 'Types of authorization details by id',
    query: z.strictObject(page),
    answer: listOf(typeShape),
    async run({ site, query: { limit, cursor } }) {
      const rows = await readDetailsTypes(site.database, { limit: limit + 1, after: afterOf(cursor) });
      return { body: pageOf(rows, limit, { item: typeBody, key: ({ id }) => id }) };
    },
  }),
  operation({
    ...{ name: 'createDetailType', method: 'POST', path: '/detail-types', tag, success: 'made' },
    problems: ['conflict'],
    summary: 'Registers a type of authorization details',
    body: z.strictObject({ ...said, type: z.string(), title: z.string(), schema: jsonSchema }),
    answer: typeShape,
    async run({ site, actor, body }) {
      const type = described(body);
      assertDone(await createDetailsType(site.clients, actor, type));
      return { ...answerOf(type), location: `/detail-types/${pathKey(type.id)}` };
    },
  }),
  operation({
    ...{ name: 'getDetailType', method: 'GET', path: one, tag, success: 'value', problems: ['missing'] },
    summary: 'One type of authorization details',
    answer: typeShape,
    run: async (call) => answerOf(await typeAt(call)),
  }),
  operation({
    ...{ name: 'updateDetailType', method: 'PATCH', path: one, tag, success: 'value' },
    problems: ['missing', 'stale'],
    versioned: true,
    summary: 'Changes what is named of a type; what was granted and is not let in any more ends',
    body: z.strictObject(said).describe('What is absent stays; null takes a member away.'),
    answer: typeShape,
    async run(call) {
      const stored = await typeAt(call);
      const seen = call.seen ?? detailsTypeVersion(stored);
      const type = described({ ...detailsTypeMembers(stored), ...call.body });
      assertDone(await editDetailsType(call.site.clients, call.actor, { type, seen }));
      return answerOf(type);
    },
  }),
  operation({
    ...{ name: 'deleteDetailType', method: 'DELETE', path: one, tag, success: 'nothing' },
    problems: ['missing'],
    summary: 'Deletes a type; what was granted of it ends with the next token',
    async run(call) {
      const { id } = await typeAt(call);
      assertDone(await deleteDetailsType(call.site.clients, call.actor, id));
    },
  }),
];
