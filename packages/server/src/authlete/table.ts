/** Every operation that is served: what is not a row here is not there (federation-vci-authlete.md §3.2). */

import type * as authlete from '@grantor/protocol/authlete';
import { authorization, fail, issue, noteTicket, readTicket } from './authorization.ts';
import {
  deleteClient,
  grantedScopes,
  manageGrant,
  readClient,
  register,
  showClient,
  updateClient,
} from './clients.ts';
import { configuration, describe, keys } from './documents.ts';
import {
  attestationChallenge,
  credentialKeys,
  credentialNonce,
  describeType,
  entityConfiguration,
  issuerKeys,
  issuerMetadata,
  registerEntity,
  statusList,
} from './further-documents.ts';
import {
  issueCredential,
  issueDeferred,
  makeOffer,
  readDeferred,
  readOffer,
  readRequest,
  takeNotification,
} from './issued-credentials.ts';
import { createToken, deleteToken, listTokens, revokeTokens, updateToken } from './made-tokens.ts';
import {
  changeClient,
  endAllowed,
  endClient,
  listAllClients,
  listAllowed,
  makeClient,
  narrowAllowed,
} from './managed-clients.ts';
import type { Handler } from './operation.ts';
import {
  answerAsking,
  askPerson,
  completeAsking,
  completeDevice,
  refuseAsking,
  startDevice,
  verifyDevice,
} from './other-devices.ts';
import { answerUserinfo, introspect, introspectStandard, push, revoke, token, userinfo } from './tokens.ts';

export const served = {
  'auth/authorization': authorization,
  'auth/authorization/issue': issue,
  'auth/authorization/fail': fail,
  'auth/authorization/ticket/info': readTicket,
  'auth/authorization/ticket/update': noteTicket,
  pushed_auth_req: push,
  'auth/token': token,
  'auth/introspection/standard': introspectStandard,
  'auth/introspection': introspect,
  'auth/userinfo': userinfo,
  'auth/userinfo/issue': answerUserinfo,
  'auth/revocation': revoke,
  'client/registration': register,
  'client/registration/get': readClient,
  'client/registration/update': updateClient,
  'client/registration/delete': deleteClient,
  gm: manageGrant,
  'client/get/{clientId}': showClient,
  'client/granted_scopes/get/{clientId}': grantedScopes,
  'service/configuration': configuration,
  'service/jwks/get': keys,
  'service/get': describe,
  'auth/token/create': createToken,
  'auth/token/update': updateToken,
  'auth/token/get/list': listTokens,
  'auth/token/delete/{id}': deleteToken,
  'auth/token/revoke': revokeTokens,
  'client/create': makeClient,
  'client/update/{id}': changeClient,
  'client/delete/{id}': endClient,
  'client/get/list': listAllClients,
  'client/authorization/get/list': listAllowed,
  'client/authorization/delete/{clientId}': endAllowed,
  'client/authorization/update/{clientId}': narrowAllowed,
  'device/authorization': startDevice,
  'device/verification': verifyDevice,
  'device/complete': completeDevice,
  'backchannel/authentication': askPerson,
  'backchannel/authentication/issue': answerAsking,
  'backchannel/authentication/fail': refuseAsking,
  'backchannel/authentication/complete': completeAsking,
  'federation/configuration': entityConfiguration,
  'federation/registration': registerEntity,
  'vci/metadata': issuerMetadata,
  'vci/jwtissuer': issuerKeys,
  'vci/jwks': credentialKeys,
  'vci/nonce': credentialNonce,
  'vci/offer/create': makeOffer,
  'vci/offer/info': readOffer,
  'vci/single/parse': readRequest,
  'vci/single/issue': issueCredential,
  'vci/deferred/parse': readDeferred,
  'vci/deferred/issue': issueDeferred,
  'vci/type': describeType,
  'vci/status': statusList,
  'vci/notification': takeNotification,
  'auth/attestation/challenge': attestationChallenge,
} as const satisfies { readonly [Name in authlete.OperationName]?: Handler<Name> };

export type ServedName = keyof typeof served;

const names = Object.keys(served) as readonly ServedName[];

export type Found = { readonly name: ServedName; readonly id: string };

/** The operation at this path below the service; null: none is served there. */
export function findOperation(path: string): Found | null {
  const exact = names.find((name) => name === path);
  if (exact !== undefined) return { name: exact, id: '' };
  for (const name of names) {
    const [head = '', rest] = name.split('{');
    if (rest !== undefined && path.startsWith(head) && path.length > head.length)
      return { name, id: path.slice(head.length) };
  }
  return null;
}
