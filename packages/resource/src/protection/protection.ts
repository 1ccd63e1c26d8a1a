import type { Reply } from '@grantor/protocol';
import type { Access } from '../access/access.ts';
import type { ProtectOptions, ToolScopes } from '../configuration/protect-options.ts';
import { resolveOptions, type ServiceKind, type Settings } from '../configuration/resolve-options.ts';
import { type CheckResult, type Guard, guardWith } from '../guard/guard.ts';
import type { Log } from '../ports/ports.ts';
import { createRelay } from '../relay/relay.ts';
import type { GuardRequest } from '../request/guard-request.ts';
import type { ReadBody } from '../request/read-body.ts';
import { openGuard } from './without-authentication.ts';

/** What becomes of a request: it is answered here, or it may go on to the service. */
export type Passage =
  | { readonly kind: 'answered'; readonly reply: Reply }
  | {
      readonly kind: 'open';
      /** Null where nobody was asked for a token. */
      readonly access: Access | null;
      /** To be added to whatever the service answers. */
      readonly headers: Readonly<Record<string, string>>;
    };

/** Everything between a server and the service it protects; adapters translate its requests and answers. */
export type Protection = {
  /** The exact public URL, or null where it is taken from each request. */
  readonly resource: string | null;
  /** Required of every request. */
  readonly scopes: readonly string[];
  readonly toolScopes: ToolScopes;
  readonly log: Log;
  /** Never rejects. */
  enter(request: GuardRequest, readBody: ReadBody): Promise<Passage>;
};

/** The guard of these options (resource.md §1). Throws a `ConfigurationError` with every problem at once. */
export const createGuard = (options: ProtectOptions): Guard => guardOf(resolveOptions(options, 'api'));

/** The relay, the well-known documents and the guard, in this order. Throws as `createGuard`. */
export function createProtection(given: ProtectOptions, kind: ServiceKind = 'api'): Protection {
  const settings = resolveOptions(given, kind);
  const guard = guardOf(settings);
  const relay = settings.relay === null ? null : createRelay(settings.relay, settings.options.ports);
  const { resource, scopes, ports } = settings.options;
  return {
    resource,
    scopes,
    toolScopes: settings.toolScopes,
    log: ports.log,
    async enter(request, readBody) {
      const reply = (await relay?.(request, readBody)) ?? guard.metadata(request);
      return reply === undefined ? passageOf(await guard.check(request)) : { kind: 'answered', reply };
    },
  };
}

const passageOf = (result: CheckResult): Passage =>
  result.kind === 'denied'
    ? { kind: 'answered', reply: result.reply }
    : { kind: 'open', access: result.access, headers: result.headers };

function guardOf({ options, withoutAuthentication: open }: Settings): Guard {
  const guard = guardWith(options);
  return open === null ? guard : { ...guard, ...openGuard(open, options) };
}
