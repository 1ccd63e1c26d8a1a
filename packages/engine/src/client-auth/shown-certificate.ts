import type { Credentials, PresentedRequest } from './method.ts';
import { none } from './none.ts';

/** A client that names itself and shows a certificate: whether that is a proof is said by what it registered (advanced.md CAU-1). */
export function readShownCertificate(request: PresentedRequest): Credentials | null {
  const { certificate } = request;
  const named = none.read(request);
  return named === null || certificate === null ? null : { ...named, certificate };
}
