import type { Reply } from '@grantor/protocol';
import type { Access, Need } from '../access/access.ts';
import { checkForm } from '../access/credentials.ts';
import type { Denial } from '../access/denial.ts';
import { createDenials } from '../answers/denials.ts';
import { createMetadataAnswer } from '../answers/metadata.ts';
import { preflightReply, scriptHeaders } from '../request/cors.ts';
import type { GuardRequest } from '../request/guard-request.ts';
import { isForListedPath } from '../request/request-target.ts';
import { createAdmission } from './admission.ts';
import type { ResolvedOptions } from './options.ts';

export type CheckResult =
  | {
      readonly kind: 'allowed';
      /** Null where nobody was asked for a token: a `public` path, or a preflight left to the application. */
      readonly access: Access | null;
      /** To be added to whatever the application answers (a fresh DPoP nonce, CORS). */
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'denied'; readonly reply: Reply };

export type Guard = {
  /** Whether the request may be served; never rejects: what goes wrong inside is a denial. */
  check(request: GuardRequest, need?: Need): Promise<CheckResult>;
  /**
   * What the guard itself answers before any token is asked for, or undefined: the metadata document, 404
   * for other well-known documents of authorization servers, preflights where `cors` is `answered`.
   */
  metadata(request: GuardRequest): Reply | undefined;
};

/** The guard of these settings. Every request is judged on its own; what is remembered is bounded. */
export function guardWith(options: ResolvedOptions): Guard {
  const { ports, cors } = options;
  const admit = createAdmission(options);
  const denials = createDenials(options);
  const metadata = createMetadataAnswer(options);
  const headers = cors === 'answered' ? scriptHeaders : {};

  return {
    async check(request, need = {}) {
      const now = ports.clock();
      const refusal = { request, need, now };
      try {
        if (isOpen(request, options)) return { kind: 'allowed', access: null, headers };
        const refuse = (denial: Denial): Reply => denials.reply(denial, refusal);
        const { access, nonce } = await admit({ request, need, now, refuse });
        await checkForm(request); // last: no body of a stranger is waited for
        const added = nonce === null ? headers : { ...headers, 'dpop-nonce': nonce };
        return { kind: 'allowed', access, headers: added };
      } catch (error) {
        return { kind: 'denied', reply: denials.toError(error, refusal) };
      }
    },
    metadata(request) {
      try {
        if (cors === 'answered' && isPreflight(request)) return preflightReply(request, everyMethod);
        return metadata(request);
      } catch (error) {
        return denials.toError(error, { request, need: {}, now: ports.clock() });
      }
    },
  };
}

const everyMethod = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

const isPreflight = (request: GuardRequest): boolean =>
  request.method === 'OPTIONS' &&
  request.header('origin').length > 0 &&
  request.header('access-control-request-method').length > 0;

/** Everything else is guarded, every method (resource.md §6). */
const isOpen = (request: GuardRequest, { public: listed }: ResolvedOptions): boolean =>
  isPreflight(request) || isForListedPath(request.url, listed);
