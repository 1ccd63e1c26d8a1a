import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Feature, Variant } from '../setup/features.ts';
import { fixtures } from '../setup/fixtures.ts';
import type { RunningTarget, Target } from '../targets/target.ts';
import { startChild } from './child.ts';
import { createDocumentHosts } from './document-hosts.ts';

// The certified reference, oidc-provider: a case must be right here before it may judge another server.

const SERVER = fileURLToPath(new URL('./reference-server.ts', import.meta.url));

const features: ReadonlySet<Feature> = new Set<Feature>([
  'account_choice',
  'acr',
  'backchannel_authentication',
  'claims_parameter',
  'client_credentials',
  'cors',
  'default_max_age',
  'device',
  'dpop',
  'form_post',
  'hybrid',
  'introspection',
  'introspection_jwt',
  'jwt_access_token',
  'legacy_response_types',
  'logout',
  'metadata_documents',
  'native',
  'pairwise',
  'par',
  'private_key_jwt',
  'refresh',
  'rich_authorization_requests',
  'registration',
  'registration_management',
  'request_object',
  'resource',
  'revocation',
  'signed_answer',
  'userinfo',
  'userinfo_jwt',
]);

async function start(variant: Variant): Promise<RunningTarget> {
  const hosts = await createDocumentHosts();
  const child = startChild([...hosts.args, SERVER], { ...hosts.env, REFERENCE_VARIANT: variant });
  const listening = once(child.process, 'message').then(([message]) => String(message));
  const died = once(child.process, 'exit').then(() => {
    throw new Error(`the reference did not start:\n${child.output()}`);
  });
  died.catch(() => undefined);
  const issuer = await Promise.race([listening, died]);
  const stop = async (): Promise<void> => {
    await child.stop();
    await hosts.stop();
  };
  return { issuer, fixtures, features, openHost: () => hosts.open(), stop };
}

export const reference: Target = { name: 'reference', features, start };
