/** A service on loopback, guarded as its operator would; it tells every caller who they are to it. */

import { protect } from '../../src/adapters/node.ts';
import type { LogEntry, ProtectOptions, User } from '../../src/index.ts';
import { serviceOf } from '../adapters/servers.ts';

export type Told = {
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly clientId: string | null;
  readonly scopes: readonly string[];
  readonly user: User | null;
};

export type GuardedService = {
  readonly log: readonly LogEntry[];
  get(token: string | null, path?: string): Promise<{ status: number; challenge: string; body: unknown }>;
  /** What a caller with this token is told; fails the test when they are refused. */
  admits(token: string): Promise<Told>;
  stop(): Promise<void>;
};

export async function startService(options: ProtectOptions): Promise<GuardedService> {
  const log: LogEntry[] = [];
  const guarded = protect(
    { ...options, ports: { log: (entry) => void log.push(entry) } },
    (_request, response, access) => {
      const { issuer, subject, clientId, scopes, user } = access ?? {};
      response.end(JSON.stringify({ issuer, subject, clientId, scopes, user }));
    },
  );
  const service = await serviceOf(guarded);
  const get: GuardedService['get'] = async (token, path = '/mcp') => {
    const headers: [string, string][] = token === null ? [] : [['authorization', `Bearer ${token}`]];
    const answer = await service.send({ path, headers });
    const challenge = answer.headers.get('www-authenticate') ?? '';
    return { status: answer.status, challenge, body: JSON.parse(answer.body) };
  };
  return {
    log,
    get,
    async admits(token) {
      const { status, body } = await get(token);
      if (status !== 200) throw new Error(`refused with ${status}: ${JSON.stringify([body, log])}`);
      return body as Told;
    },
    stop: () => service.close(),
  };
}
