/** The pages of administrators in every state. */
import {
  type AuditEntry,
  type AuditModel,
  auditEntryPage,
  auditPage,
  type DashboardModel,
  dashboardPage,
} from '../../src/pages/index.ts';
import { auditEventTypes, resourceTypes, severities } from '../../src/telemetry/audit-catalogue.ts';
import { asAdministrator, type ConsoleExample, consoleExample, now, plainView } from './console-fixtures.ts';

const days = Array.from({ length: 30 }, (_, index) => 20_770 + index);
const none = days.map(() => 0);
const wave = (scale: number): readonly number[] =>
  days.map((_, index) => Math.round(scale * (1.2 + Math.sin(index / 2.6)) * (index % 7 > 4 ? 0.4 : 1)));

const entry: AuditEntry = {
  id: '0198f0c2-7d3b-7aaa-8bbb-0123456789ab',
  type: 'AUTHENTICATION_SUCCESS',
  severity: 'INFO',
  at: (now - 120) * 1000,
  actor: { userId: '3f2a', username: 'maria.keller' },
  address: '192.0.2.7',
  resource: { type: 'USER', id: '3f2a', name: 'maria.keller' },
  success: true,
  details: { method: '§' },
  userAgent: '§',
  request: { method: '§', path: '§', id: '§' },
};

const entries: readonly AuditEntry[] = [
  entry,
  {
    ...entry,
    type: 'AUTHENTICATION_FAILURE',
    severity: 'WARNING',
    success: false,
    error: '§',
    resource: { type: 'USER', id: 'a'.repeat(64) },
  },
  {
    ...entry,
    type: 'SUSPICIOUS_ACTIVITY',
    severity: 'CRITICAL',
    actor: { clientId: 'a'.repeat(64) },
    success: false,
  },
  { ...entry, type: 'CLEANUP_FAILED', severity: 'ERROR', actor: {}, resource: {} },
  ...auditEventTypes.map((type) => ({ ...entry, type })),
];

const model: AuditModel = {
  entries,
  view: plainView,
  total: { count: 10_000, exact: false },
  types: auditEventTypes,
  severities,
  resourceTypes,
  exportLimit: 100_000,
};

const busy: DashboardModel = {
  counts: { users: 128, administrators: 2, disabledUsers: 3, clients: 14, pendingClients: 1 },
  live: { families: 1_204, tokens: 86, exact: true },
  days,
  signIns: { succeeded: wave(140), failed: wave(9) },
  tokens: { codes: wave(180), refreshed: wave(900), clientCredentials: wave(420), devices: wave(25) },
  people: wave(60),
  topClients: [
    { name: 'Northwind', count: 24_120 },
    { name: 'Acme Notes', count: 8_430 },
    { name: 'a'.repeat(64), count: 310 },
  ],
  newest: entries.slice(0, 10),
  warnings: [
    'provider_empty',
    'http_issuer',
    'audit_dropped',
    'notices_failed',
    'forwarding_ignored',
    'key_overdue',
    'pkce_exempt',
    'self_unguarded',
    'admin_unguarded',
  ],
};

const quiet: DashboardModel = {
  ...busy,
  signIns: { succeeded: none, failed: none },
  tokens: { codes: none, refreshed: none, clientCredentials: none, devices: none },
  people: none,
  topClients: [],
  newest: [],
  warnings: [],
};

const filtered: AuditModel = {
  ...model,
  entries: entries.slice(0, 2),
  total: { count: 2, exact: false },
  view: { ...plainView, filters: { severity: 'WARNING', actor_ip: '192.0.2.7', start_time: '2026-11-01' } },
};

export const adminExamples: readonly ConsoleExample[] = [
  consoleExample('admin-dashboard', (f) => dashboardPage(busy, asAdministrator({ ...f, pending: 3 }))),
  consoleExample('admin-dashboard-quiet', (f) => dashboardPage(quiet, asAdministrator(f))),
  consoleExample('admin-audit', (f) => auditPage(model, asAdministrator(f))),
  consoleExample('admin-audit-filtered', (f) => auditPage(filtered, asAdministrator(f))),
  consoleExample('admin-audit-empty', (f) =>
    auditPage({ ...model, entries: [], total: { count: 0, exact: true } }, asAdministrator(f)),
  ),
  ...entries
    .slice(0, 4)
    .map((shown, index) =>
      consoleExample(`admin-audit-entry-${index}`, (f) => auditEntryPage(shown, asAdministrator(f))),
    ),
];
