/** What applications ask for: little, much, and more than before. */
import type { RequestedAccess, RequestedDetail, RequestedScope, ShownChange } from '../../src/pages/index.ts';

const scope = (name: string, status: 'new' | 'granted' = 'new') => ({ name, status });

const claim = (name: string, status: 'new' | 'granted' = 'new') => ({ name, status });

export const access: RequestedAccess = {
  scopes: [scope('openid'), scope('profile'), scope('email'), scope('offline_access')],
  details: [],
  claims: [],
  resources: [],
};

export const grownAccess: RequestedAccess = {
  scopes: [
    scope('openid', 'granted'),
    scope('profile', 'granted'),
    scope('urn:example:a-scope-with-a-very-long-name-that-nobody-described:read-write'),
  ],
  details: [],
  claims: [
    claim('email', 'granted'),
    claim('phone_number'),
    claim('phone_number_verified'),
    claim('birthdate'),
  ],
  resources: [
    {
      identifier: 'https://api.acme.example/v2',
      name: 'Acme API',
      scopes: [
        { name: 'notes:read', description: 'Read your notes', status: 'granted' },
        { name: 'notes:share', description: 'Share your notes with people you choose', status: 'new' },
      ],
      learns: [claim('email', 'granted'), claim('email_verified', 'granted'), claim('name'), claim('groups')],
    },
    {
      identifier: 'https://mcp.acme.example/a/very/long/path/of/a/resource/server',
      scopes: [scope('write')],
      learns: [],
    },
  ],
};

const nothing: RequestedAccess = { scopes: [], claims: [], resources: [], details: [] };

const merging: ShownChange = { action: 'merge', removed: nothing };

/** Takes away as much as it gives. */
const replacing: ShownChange = {
  action: 'replace',
  removed: {
    ...nothing,
    scopes: [
      scope('email', 'granted'),
      scope('grant_management_query', 'granted'),
      scope('grant_management_revoke', 'granted'),
    ],
    claims: [claim('birthdate', 'granted')],
    resources: [
      {
        identifier: 'https://files.acme.example',
        name: 'Acme Files',
        scopes: [
          { name: 'files:write', description: 'Change your files', status: 'granted', effect: 'deletes' },
        ],
        learns: [],
      },
    ],
  },
};

/** Of grants that are there already. */
export const grantChanges: readonly ShownChange[] = [merging, replacing];

const inWords = (
  name: string,
  description: string,
  more: Pick<RequestedScope, 'effect' | 'descriptions' | 'includes'> = {},
) => ({ name, description, status: 'new' as const, ...more });

/** As much as a large application asks for at once. */
export const wideAccess: RequestedAccess = {
  scopes: [scope('openid'), scope('profile'), scope('email'), scope('offline_access')],
  details: [],
  claims: ['phone_number', 'address', 'birthdate', 'picture', 'groups', 'zoneinfo'].map((name) =>
    claim(name),
  ),
  resources: [
    { identifier: 'https://id.acme.example/api/v1', scopes: [scope('grantor:admin')], learns: [] },
    {
      identifier: 'https://files.acme.example/',
      name: 'Acme Files',
      scopes: [
        inWords('files:read', 'Read your files and folders', { effect: 'reads' }),
        inWords('files:write', 'Create and change files', { effect: 'writes' }),
        inWords('files:delete', 'Delete files for good', { effect: 'deletes' }),
        inWords('files:share', 'Share files with people you choose', {
          effect: 'shares',
          includes: [{ name: 'files:links', description: 'Make links to files' }, { name: 'files:audience' }],
        }),
      ],
      learns: [claim('email'), claim('name')],
    },
    {
      identifier: 'https://mail.acme.example/',
      name: 'Acme Mail',
      scopes: [
        inWords('mail:read', 'Read your mail'),
        inWords('mail:send', 'Send mail in your name'),
        inWords('mail:settings', 'Change filters and forwarding'),
      ],
      learns: [],
    },
    {
      identifier: 'https://calendar.acme.example/api',
      name: 'Acme Calendar',
      scopes: [
        inWords('events:read', 'See your appointments'),
        inWords('events:write', 'Add and change appointments'),
        scope('rooms:book'),
      ],
      learns: [claim('preferred_username'), claim('groups')],
    },
  ],
};

export const remainingAccess: RequestedAccess = {
  scopes: [scope('address'), scope('phone'), scope('groups'), scope('read')],
  details: [],
  claims: [],
  resources: [],
};

/** Every claim there are words for, by name. */
export const toldAccess: RequestedAccess = {
  scopes: [scope('openid', 'granted')],
  details: [],
  claims: [
    [
      'name',
      'given_name',
      'family_name',
      'middle_name',
      'nickname',
      'preferred_username',
      'profile',
      'picture',
    ],
    [
      'website',
      'gender',
      'birthdate',
      'zoneinfo',
      'locale',
      'updated_at',
      'email',
      'address',
      'phone_number',
    ],
  ].flatMap((names) => names.map((name) => claim(name))),
  resources: [],
};

export const noAccess: RequestedAccess = { scopes: [], claims: [], resources: [], details: [] };

const payment = (place: number, amount: string, payee: string): RequestedDetail => ({
  type: 'payment_initiation',
  title: { text: 'Pay from your account', texts: { de: 'Von Ihrem Konto bezahlen' } },
  rows: [
    { path: 'amount', label: { text: 'Amount', texts: { de: 'Betrag' } }, values: [amount] },
    { path: 'payee.name', label: { text: 'Payee' }, values: [payee] },
    { path: 'payee.iban', label: null, values: ['DE02 1001 0010 0006 8201 01'] },
    {
      path: 'locations',
      label: null,
      values: ['https://api.acme.example/payments', 'https://mcp.acme.example'],
    },
  ],
  status: 'new',
  place,
});

/** What no scope says: payments, one of them as long as one may be. */
export const detailedAccess: RequestedAccess = {
  scopes: [scope('openid', 'granted')],
  claims: [],
  resources: [],
  details: [
    payment(0, '12.50 EUR', 'Acme Notes'),
    payment(1, '1 200.00 EUR', 'A-name-without-any-place-to-break-it-'.repeat(12)),
    { ...payment(2, '1.00 EUR', 'Northwind'), title: null, status: 'granted' },
  ],
};

/** What administrators wrote, in the language they wrote it. */
export const administratorsWords: readonly string[] = [
  grownAccess,
  wideAccess,
  detailedAccess,
  replacing.removed,
].flatMap(({ resources, details }) =>
  [
    ...resources.flatMap(({ name, scopes }) => [
      name,
      ...scopes.flatMap((scope) => [scope, ...(scope.includes ?? [])]).map(({ description }) => description),
    ]),
    ...details.flatMap(({ title, rows }) => [title?.text, ...rows.map(({ label }) => label?.text)]),
  ].flatMap((words) => words ?? []),
);
