import type { Denial } from '../access/denial.ts';
import type { LogEntry } from '../ports/ports.ts';
import { shapeOf } from '../tokens/compact-jwt.ts';

/**
 * What the log is told about a denial: the precise reason, and what the token calls itself, unverified. Never
 * the token (resource.md §6).
 */
export function denialEntry(denial: Denial, token: string | null): LogEntry {
  const shape = token === null ? null : shapeOf(token);
  const jwt = shape?.kind === 'jwt' ? shape.jwt : null;
  return {
    level: denial.kind === 'unavailable' ? 'warn' : 'info',
    message: 'request denied',
    kind: denial.kind,
    reason: reasonOf(denial),
    kid: jwt?.jws.header.kid ?? null,
    iss: textOrNull(jwt?.claims['iss']),
    jti: textOrNull(jwt?.claims['jti']),
  };
}

function reasonOf(denial: Denial): string {
  if ('reason' in denial) return denial.reason;
  return denial.kind === 'missing_scope' ? `needed: ${denial.scopes.join(' ')}` : denial.kind;
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
