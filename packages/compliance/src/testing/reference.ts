import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Feature, Variant } from '../setup/features.ts';
import { hasCertificates, isSecure, toldOf } from '../setup/told.ts';
import type { RunningTarget, Target } from '../targets/target.ts';
import { startChild } from './child.ts';
import { createDocumentHosts } from './document-hosts.ts';
import { createSecureSetUp } from './secure-set-up.ts';

// The certified reference, oidc-provider: a case must be right here before it may judge another server.

const SERVER = fileURLToPath(new URL('./reference-server.ts', import.meta.url));

const features: ReadonlySet<Feature> = new Set<Feature>([
  'account_choice',
  'acr',
  'backchannel_authentication',
  'backchannel_logout',
  'certificate_header',
  'claims_parameter',
  'client_attestation',
  'client_credentials',
  'client_secret_jwt',
  'cors',
  'default_max_age',
  'device',
  'dpop',
  'dpop_nonce',
  'encrypted_answer',
  'encrypted_request',
  'fapi',
  'form_post',
  'hybrid',
  'introspection',
  'introspection_jwt',
  'jwt_access_token',
  'legacy_response_types',
  'logout',
  'metadata_documents',
  'mutual_tls',
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
  const secure = hasCertificates(variant) ? await createSecureSetUp() : null;
  const told = toldOf(variant, secure?.certificates ?? null);
  const child = startChild([...hosts.args, SERVER], {
    ...{ ...hosts.env, REFERENCE_VARIANT: variant, CLIENTS: JSON.stringify(told.clients) },
    ...(secure === null ? {} : { CLIENT_AUTHORITY: secure.files.clientAuthority }),
    ...(secure === null || !isSecure(variant) ? {} : { TLS_FILES: JSON.stringify(secure.files) }),
  });
  const listening = once(child.process, 'message').then(([message]) => String(message));
  const died = once(child.process, 'exit').then(() => {
    throw new Error(`the reference did not start:\n${child.output()}`);
  });
  died.catch(() => undefined);
  const issuer = await Promise.race([listening, died]);
  const stop = async (): Promise<void> => {
    await child.stop();
    await hosts.stop();
    await secure?.remove();
  };
  const shown = secure === null ? {} : { certificates: secure.certificates };
  return { ...{ issuer, features, fixtures: told, stop }, openHost: () => hosts.open(), ...shown };
}

export const reference: Target = { name: 'reference', features, start };
