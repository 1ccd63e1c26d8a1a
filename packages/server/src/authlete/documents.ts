/** The server as front-ends read it: its documents, and what stands in answers (federation-vci-authlete.md ATL-23). */

import type { Reply } from '@grantor/protocol';
import type * as authlete from '@grantor/protocol/authlete';
import { describeScopes } from './fields.ts';
import type { FrontEndWorld, Handler } from './operation.ts';

/** Read anew each time: what resources are registered decides what is supported. */
export async function describeService({ engine, issuer, siteName, serviceId, pkce }: FrontEndWorld) {
  const { scopes_supported: scopes = [] } = documentOf<{ scopes_supported?: string[] }>(
    await engine.discovery(),
  );
  return {
    ...{ number: serviceId, serviceName: siteName, issuer, pkceRequired: pkce === 'required' },
    supportedScopes: describeScopes(scopes),
  };
}

const documentOf = <Value>({ body }: Reply): Value => JSON.parse(body ?? '{}');

const written = (reply: Reply, { pretty }: { readonly pretty?: boolean | undefined }) =>
  ({
    kind: 'document',
    value: pretty === true ? JSON.stringify(documentOf(reply), null, 2) : (reply.body ?? '{}'),
  }) as const;

export const configuration: Handler<'service/configuration'> = async ({ given, world }) =>
  written(await world.engine.discovery(), given);

/** Private keys never leave the server, whoever asks. */
export const keys: Handler<'service/jwks/get'> = async ({ given, world }) => {
  const reply = await world.engine.jwks();
  const { keys: published } =
    documentOf<authlete.MessageOf<{ keys: { is: 'list'; of: { is: 'json' } } }>>(reply);
  return published?.length === 0 ? { kind: 'nothing' } : written(reply, given);
};

export const describe: Handler<'service/get'> = async ({ world }) => {
  const { serviceId: number, siteName: serviceName, issuer } = world;
  return { kind: 'document', value: { number, serviceName, issuer } };
};
