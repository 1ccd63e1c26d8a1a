import { tellingOutcome } from './authorize/answered.ts';
import { authorize } from './authorize/authorize.ts';
import { resume } from './authorize/resume.ts';
import { createClientDirectory } from './client-documents/create-client-directory.ts';
import { backchannelAuthentication } from './endpoints/backchannel-authentication.ts';
import {
  decideBackchannelRequest,
  listBackchannelRequests,
  showBackchannelRequest,
} from './endpoints/backchannel-decision.ts';
import { deleteClient, readClient, replaceClientMetadata } from './endpoints/client-configuration.ts';
import { deviceAuthorization } from './endpoints/device-authorization.ts';
import { decideDevice, enterUserCode } from './endpoints/device-verification.ts';
import { createDiscovery } from './endpoints/discovery.ts';
import { endSession } from './endpoints/end-session.ts';
import { queryGrant, revokeGrant } from './endpoints/grants.ts';
import { introspect } from './endpoints/introspection.ts';
import { jwks } from './endpoints/jwks.ts';
import { pushAuthorization } from './endpoints/pushed-authorization.ts';
import { register } from './endpoints/registration.ts';
import { revoke } from './endpoints/revocation.ts';
import { token } from './endpoints/token.ts';
import { tokeninfo } from './endpoints/tokeninfo.ts';
import { userinfo } from './endpoints/userinfo.ts';
import type { Engine } from './engine.ts';
import { lazyFederation } from './federation/lazy-federation.ts';
import { protectedResource } from './forward-auth/protected-resource.ts';
import { verify } from './forward-auth/verify.ts';
import { createFrontEnd } from './front-end/front-end.ts';
import { describeStored, registerClient, removeClient } from './host/clients.ts';
import { exchangeCode } from './host/exchange.ts';
import { issueToken } from './host/issue.ts';
import { checkToken, describeForHost, endToken } from './host/tokens.ts';
import { trialsOf } from './host/trials.ts';
import type { Policy } from './ports/policy.ts';
import type { Ports } from './ports/ports.ts';
import type { Context } from './requests/context.ts';

/** The authorization server over these ports, one function per endpoint. */
export function createEngine(ports: Ports, policy: Policy): Engine {
  const { context, statements } = createContext(ports, policy);
  return {
    token: (request) => token(context, request),
    pushAuthorization: (request) => pushAuthorization(context, request),
    deviceAuthorization: (request) => deviceAuthorization(context, request),
    backchannelAuthentication: (request) => backchannelAuthentication(context, request),
    introspect: (request) => introspect(context, request),
    revoke: (request) => revoke(context, request),
    userinfo: (request) => userinfo(context, request),
    tokeninfo: (request) => tokeninfo(context, request),
    verify: (request, findVisitor) => verify(context, request, findVisitor),
    protectedResource: (address) => protectedResource(context, address),
    register: (request) => register(context, request),
    readClient: (request) => readClient(context, request),
    replaceClient: (request) => replaceClientMetadata(context, request),
    deleteClient: (request) => deleteClient(context, request),
    queryGrant: (request) => queryGrant(context, request),
    revokeGrant: (request) => revokeGrant(context, request),
    ...statements,
    jwks: () => jwks(context),
    ...trialsOf(context),
    ...forHost(context),
    frontEnd: createFrontEnd(context),
    authorize: (request, visitor) => tellingOutcome(ports.observer, authorize(context, request, visitor)),
    resume: (request, visitor) => tellingOutcome(ports.observer, resume(context, request, visitor)),
    enterUserCode: (request, visitor) => enterUserCode(context, request, visitor),
    decideDevice: (request, visitor) => decideDevice(context, request, visitor),
    listBackchannelRequests: (session) => listBackchannelRequests(context, session),
    showBackchannelRequest: (id, session) => showBackchannelRequest(context, id, session),
    decideBackchannelRequest: (request, session) => decideBackchannelRequest(context, request, session),
    endSession: (request, visitor) => endSession(context, request, visitor),
  };
}

/** Whom the endpoints know, and what they say of themselves together. */
function createContext(ports: Ports, policy: Policy) {
  const federation = lazyFederation({ ports, policy }, () => discovery());
  const context: Context = {
    ports,
    policy,
    clients: createClientDirectory(ports, policy, federation.meet),
  };
  const discovery = createDiscovery(context);
  return { context, statements: { discovery, ...federation.endpoints } };
}

/** What the program around the server asks (distribution.md L-4). */
const forHost = (
  context: Context,
): Pick<
  Engine,
  | 'checkToken'
  | 'describeToken'
  | 'issueToken'
  | 'exchangeCode'
  | 'endToken'
  | 'registerClient'
  | 'describeStored'
  | 'removeClient'
> => ({
  checkToken: (value, demand) => checkToken(context, value, demand),
  describeToken: (value) => describeForHost(context, value),
  issueToken: (order) => issueToken(context, order),
  exchangeCode: (exchange) => exchangeCode(context, exchange),
  endToken: (value) => endToken(context, value),
  registerClient: (metadata) => registerClient(context, metadata),
  describeStored: (id) => describeStored(context, id),
  removeClient: (id) => removeClient(context, id),
});
