/** What metadata says of messages that are signed or encrypted: requests of clients, and answers for them. */

import { encryptedAnswers } from '../model/encrypted-answer.ts';
import type { ClientKeys } from '../ports/client-proofs.ts';
import type { Policy } from '../ports/policy.ts';
import type { KeyRing } from '../ports/ports.ts';
import { serverProfile } from '../profiles/security-profile.ts';

// OpenID Connect Discovery §3, JARM §4, RFC 9701 §7
export const encryptions = ({ algorithms, contents }: ClientKeys['encryption']) =>
  Object.fromEntries(
    Object.values(encryptedAnswers).flatMap(({ wire }) => [
      [`${wire}_encryption_alg_values_supported`, algorithms],
      [`${wire}_encryption_enc_values_supported`, contents],
    ]),
  );

// RFC 9101 §10.5, OpenID Connect Discovery §3: the absence of most of these would mean something else
export const requestObjects = (
  { signed, encrypted }: { readonly signed: readonly string[]; readonly encrypted: KeyRing['decryption'] },
  policy: Policy,
) => ({
  request_parameter_supported: true,
  request_uri_parameter_supported:
    policy.requestUris === 'served' && serverProfile(policy).requestUris === 'as_set',
  require_request_uri_registration: true,
  require_signed_request_object: serverProfile(policy).signedRequests === 'required',
  request_object_signing_alg_values_supported: signed,
  request_object_encryption_alg_values_supported: encrypted.algorithms,
  request_object_encryption_enc_values_supported: encrypted.contents,
});
