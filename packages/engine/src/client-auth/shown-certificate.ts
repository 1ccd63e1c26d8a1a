import type { Client } from '../model/client.ts';
import type { Credentials, PresentedRequest } from './method.ts';
import { none } from './none.ts';

/** Whether it proves itself by the certificate of its connection (RFC 8705 §2.1, §2.2). */
export const provesByCertificate = ({ authMethod }: Pick<Client, 'authMethod'>): boolean =>
  authMethod === 'tls_client_auth' || authMethod === 'self_signed_tls_client_auth';

/** A client that names itself and shows a certificate: whether that is a proof is said by what it registered (advanced.md CAU-1). */
export function readShownCertificate(request: PresentedRequest): Credentials | null {
  const { certificate } = request;
  const named = none.read(request);
  return named === null || certificate === null ? null : { ...named, certificate };
}
