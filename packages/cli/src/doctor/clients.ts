/** What the findings mean for the clients people use (clients.md §11). A client is one row. */

import type { Finding, Outcome } from './checks/check.ts';
import type { Target } from './target/target.ts';

export type ClientVerdict = {
  readonly client: string;
  readonly kind: 'works' | 'troubled' | 'fails';
  /** The checks that decide it, the worst first. */
  readonly because: readonly string[];
  /** The checks that would have to be tried to be sure. */
  readonly untried: readonly string[];
};

/** How a client makes itself known: a way is open when its offer is made and nothing in it fails. */
type Way = { readonly offer: string; readonly needs: readonly string[] };

type ClientRow = {
  readonly client: string;
  /** An error in one of these ends the attempt. */
  readonly needs: readonly string[];
  /** Trouble in one of these is felt, and borne. */
  readonly likes: readonly string[];
  readonly ways: readonly Way[];
};

const everyone: readonly string[] = [
  'transport.certificate',
  'resource.metadata',
  'resource.belonging',
  'resource.servers',
  'discovery.oauth',
  'discovery.issuer',
  'discovery.endpoints-absolute',
  'discovery.endpoints-https',
  'capabilities.members',
  'capabilities.types',
  'capabilities.nulls',
  'capabilities.pkce',
  'capabilities.code',
  'capabilities.auth-none',
  'behaviour.iss',
  'sign-in.use',
];
const everyoneLikes: readonly string[] = [
  'resource.unauthenticated-get',
  'resource.unauthenticated-post',
  'resource.challenge',
  'resource.metadata-named',
  'resource.metadata-absolute',
  'resource.further-servers',
  'resource.identifier',
  'resource.garbage-token',
  'resource.scope',
  'discovery.agreement',
  'capabilities.refresh',
  'behaviour.unknown-client',
  'sign-in.tokens',
  'sign-in.refresh',
  'behaviour.keys',
  'transport.answers',
  'transport.response-time',
  'transport.clock',
];

/** A server without OpenID Connect is none the worse; a web page in its place is. */
const otherForms: readonly string[] = ['discovery.openid', 'discovery.openid-inserted'];

const byDocument: Way = { offer: 'capabilities.documents', needs: [] };
const byRegistration = (...needs: readonly string[]): Way => ({
  offer: 'capabilities.registration',
  needs: ['registration.accepted', 'registration.reply', 'registration.unknown-members', ...needs],
});

const loopback = ['behaviour.loopback-port'];

const rows: readonly ClientRow[] = [
  {
    client: 'Claude (web, desktop, mobile)',
    needs: [],
    likes: ['resource.unauthenticated-head', 'capabilities.auth-post'],
    ways: [byDocument, byRegistration()],
  },
  {
    client: 'Claude Code',
    needs: loopback,
    likes: [],
    ways: [byDocument, byRegistration('registration.portless', 'registration.application-type')],
  },
  { client: 'ChatGPT', needs: [], likes: [], ways: [byDocument, byRegistration()] },
  {
    client: 'Codex',
    needs: ['resource.open-json', ...loopback],
    likes: [],
    ways: [byDocument, byRegistration('registration.portless', 'registration.application-type')],
  },
  {
    client: 'VS Code',
    needs: ['resource.identifier'],
    likes: [...loopback, 'capabilities.device'],
    ways: [byDocument, byRegistration('registration.portless')],
  },
  {
    client: 'Cursor',
    needs: [],
    likes: loopback,
    ways: [byRegistration('registration.private-use', 'registration.application-type')],
  },
  {
    client: 'mcp-remote',
    needs: [],
    likes: ['capabilities.scopes'],
    ways: [byRegistration('registration.application-type')],
  },
  {
    client: 'Gemini CLI',
    needs: [],
    likes: loopback,
    ways: [byRegistration('registration.empty-scope', 'registration.application-type')],
  },
  {
    client: 'MCP TypeScript SDK',
    needs: [],
    likes: ['resource.offline-access'],
    ways: [byDocument, byRegistration()],
  },
];

/** Every check that a verdict rests on. */
export const decisiveChecks: readonly string[] = [
  ...everyone,
  ...everyoneLikes,
  ...otherForms,
  ...rows.flatMap(({ needs, likes, ways }) => [
    ...needs,
    ...likes,
    ...ways.flatMap((way) => [way.offer, ...way.needs]),
  ]),
];

/** Without metadata of the resource, clients that read a 401 take the server at its origin, when there is one. */
const mended: readonly string[] = ['resource.metadata', 'resource.servers'];

/** What was asked in vain is not known; what was left out for another reason does not apply. */
type Known = Outcome['kind'] | 'unknown';
type Pick = (ids: readonly string[], ...kinds: readonly Known[]) => readonly string[];

/** One verdict a client. `findings` are those of every check. */
export function judgeClients(findings: readonly Finding[], target: Target): readonly ClientVerdict[] {
  const kinds = new Map(findings.map(({ check, outcome }) => [check.id, knownBy(outcome)]));
  const pick: Pick = (ids, ...wanted) => ids.filter((id) => wanted.some((kind) => kind === kinds.get(id)));
  return rows.map((row) => judgeClient(row, target, pick));
}

const knownBy = (outcome: Outcome): Known =>
  outcome.kind === 'skipped' && outcome.asked !== undefined ? 'unknown' : outcome.kind;

function judgeClient(row: ClientRow, { resource, server }: Target, pick: Pick): ClientVerdict {
  const isMended = server?.namedBy === 'nobody' && resource?.first.status === 401;
  const borne = isMended ? mended : [];
  const needs = [...everyone, ...row.needs];
  const ways = row.ways.map(({ offer, needs: inIt }) => ({
    closed: [...pick([offer], 'warning', 'error', 'skipped', 'unknown'), ...pick(inIt, 'error')],
    untried: pick(inIt, 'skipped', 'unknown'),
  }));
  const way = ways.find(({ closed }) => closed.length === 0);
  const stops = [
    ...pick(needs, 'error').filter((id) => !borne.includes(id)),
    ...(way === undefined ? (ways.at(-1)?.closed ?? []) : []),
  ];
  if (stops.length > 0) return { client: row.client, kind: 'fails', because: stops, untried: [] };
  const troubles = [
    ...pick(borne, 'error'),
    ...pick(needs, 'warning'),
    ...pick(otherForms, 'error'),
    ...pick([...everyoneLikes, ...row.likes], 'error', 'warning'),
  ];
  return {
    client: row.client,
    kind: troubles.length > 0 ? 'troubled' : 'works',
    because: troubles,
    untried: [
      ...(way?.untried ?? []),
      ...pick([...needs, ...row.likes].filter(isTried), 'skipped'),
      ...pick([...needs, ...row.likes], 'unknown'),
    ],
  };
}

/** What only a client of ours can show. */
const isTried = (id: string): boolean => id === 'behaviour.iss' || id === 'behaviour.loopback-port';
