/** Grants that a client manages one by one. */
import type { AuthorizationCard } from '../../src/pages/index.ts';
import { now } from './console-fixtures.ts';

const day = 24 * 3_600;

export const grantsApart: AuthorizationCard['grants'] = [
  {
    ...{ id: 'g1', since: now - 2 * day },
    access: {
      ...{ claims: [], resources: [] },
      scopes: [{ name: 'openid', status: 'granted' }],
      details: [
        {
          ...{ type: 'payment', title: { text: 'Acme API' }, status: 'granted', place: null },
          rows: [{ path: 'amount', label: { text: 'Amount' }, values: ['12.50 EUR'] }],
        },
      ],
    },
  },
  {
    ...{ id: 'g2', since: now - 40 * day },
    access: {
      ...{ claims: [], details: [], resources: [] },
      scopes: [
        { name: 'offline_access', status: 'granted' },
        {
          name: 'notes:delete',
          description: 'Share your notes with people you choose',
          ...{ status: 'granted', effect: 'deletes' },
        },
      ],
    },
  },
];
