/** The same for programs (`--json`). Names are stable. */

import type { Finding } from './checks/check.ts';
import type { ClientVerdict } from './clients.ts';
import type { Examination } from './report.ts';

export const reportJson = ({ target, findings, clients }: Examination): unknown => ({
  address: target.address,
  resource: target.resource === null ? null : (target.resource.document?.['resource'] ?? target.resource.url),
  issuer: target.server?.document?.['issuer'] ?? target.server?.issuer ?? null,
  checks: findings.map(checkJson),
  clients: clients.map(clientJson),
});

const checkJson = ({ check, outcome }: Finding): unknown => {
  const isTrouble = outcome.kind === 'warning' || outcome.kind === 'error';
  return {
    id: check.id,
    about: check.about,
    title: check.title,
    verdict: outcome.kind,
    found: outcome.kind === 'skipped' ? outcome.why : (outcome.found ?? null),
    trips: isTrouble ? check.trips : null,
    remedy: isTrouble ? (outcome.remedy ?? check.remedy) : null,
    rule: check.rule,
  };
};

const clientJson = ({ client, kind, because, untried }: ClientVerdict): unknown => ({
  client,
  verdict: kind,
  because,
  untried,
});
