/** The reference of the API: with everything, narrowed, and with nothing found. */
import {
  type Frame,
  type Html,
  type ReferenceModel,
  type ReferenceOperation,
  referencePage,
} from '../../src/pages/index.ts';
import type { ConsoleExample } from './console-fixtures.ts';

const operation: ReferenceOperation = {
  ...{ id: 'listUsers', method: 'GET', path: '/api/v1/users', summary: 'People by user name' },
  needs: 'administrator',
  parameters: [
    {
      name: 'limit',
      type: 'query, integer, ≥ 1, ≤ 100',
      isRequired: false,
      means: 'How many items, at most.',
    },
    { name: 'user_id', type: 'path, string', isRequired: true },
  ],
  body: [],
  answers: [
    { status: '200', means: 'Done', schema: 'User' },
    { status: '401', means: 'No access token of this server for this API', schema: 'Problem' },
  ],
  call: 'curl "https://id.example/api/v1/users" \\\n  -H "Authorization: Bearer $TOKEN"',
  example: JSON.stringify({ items: [{ id: '…', username: '…' }] }, null, 2),
};
const { example: _, ...silent } = operation;

const patch: ReferenceOperation = {
  ...{ ...operation, id: 'updateUser', method: 'PATCH', path: '/api/v1/users/{user_id}' },
  ...{ summary: 'Changes what is named of a person', parameters: [] },
  body: [
    { name: 'email', type: 'string, ≤ 254 characters', isRequired: true },
    { name: 'groups', type: 'array of string', schema: 'Group', isRequired: false, means: 'By name.' },
  ],
};
const long = 'a'.repeat(90);

const everybodys = (['client', 'token', 'registration', 'metrics', 'nobody'] as const).map(
  (needs): ReferenceOperation => ({
    ...{ ...silent, id: needs, needs, method: needs === 'nobody' ? 'DELETE' : 'POST' },
    ...{ path: `/oauth/${needs === 'client' ? long : needs}`, summary: 'Ends a token (RFC 7009 §2)' },
  }),
);

const model: ReferenceModel = {
  search: '',
  groups: [
    { name: 'users', operations: [operation, patch] },
    { name: 'protocol', operations: everybodys },
  ],
  schemas: [
    {
      name: 'User',
      members: [
        { name: 'id', type: 'string', isRequired: true },
        { name: long, type: '"user" | "admin"', isRequired: false, means: 'What they may do.' },
      ],
    },
  ],
};

const flow = { kind: 'account' } as const;
const nothing = { groups: [], schemas: [] };

export const referenceExamples: readonly ConsoleExample[] = [
  { name: 'reference', policy: flow, render: (f) => referencePage(model, f) },
  {
    name: 'reference-narrowed',
    policy: flow,
    render: (f) => referencePage({ ...model, search: 'maria', schemas: [] }, f),
  },
  {
    name: 'reference-nothing',
    policy: flow,
    render: (f) => referencePage({ search: 'maria', ...nothing }, f),
  },
];

/** The payload in every text of the page. */
export const poisonedReference = (payload: string, frame: Frame): readonly Html[] => [
  referencePage({ search: payload, ...nothing }, frame),
  referencePage(
    {
      search: payload,
      groups: [
        {
          name: payload,
          operations: [
            {
              ...{ ...patch, id: payload, method: payload, path: payload, summary: payload, call: payload },
              ...{ example: payload, parameters: [{ name: payload, type: payload, isRequired: true }] },
            },
          ],
        },
      ],
      schemas: [{ name: payload, members: [] }],
    },
    frame,
  ),
];
