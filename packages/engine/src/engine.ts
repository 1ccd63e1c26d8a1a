/**
 * The authorization server as functions: one per endpoint. No HTTP, no SQL, no clock and no
 * randomness of its own.
 */

import type { ClientId, Hash, Reply } from '@grantor/protocol';
import type { FindVisitor, Verification, VerifyRequest } from './forward-auth/request.ts';
import type { FrontEnd } from './front-end/front-end.ts';
import type { ClientInformation } from './host/clients.ts';
import type { CodeExchange } from './host/exchange.ts';
import type { OrderOutcome, TokenOrder } from './host/issue.ts';
import type { TokenCheck, TokenDemand } from './host/tokens.ts';
import type { TriedAssertion } from './host/tried-assertion.ts';
import type { BrowserSession } from './model/authentication.ts';
import type { Client } from './model/client.ts';
import type { TrustedIssuer } from './model/trusted-issuer.ts';
import type { Source } from './ports/facts.ts';
import type { ClientDemands } from './profiles/client-demands.ts';
import type {
  AuthorizeOutcome,
  BackchannelConfirmation,
  BackchannelOutcome,
  DeviceOutcome,
  EndSessionOutcome,
} from './requests/outcome.ts';
import type {
  BackChannelRequest,
  BackchannelDecisionRequest,
  ClientConfigurationRequest,
  DeviceDecisionRequest,
  EndSessionRequest,
  FrontChannelRequest,
  GrantManagementRequest,
  RegistrationRequest,
  ResumeRequest,
  UserCodeRequest,
  Visitor,
} from './requests/request.ts';
import type { TokenAnswer } from './tokens/token-answer.ts';
import type { TokenDescription } from './tokens/token-description.ts';

export interface Engine {
  /** RFC 6749 §3.2 */
  token(request: BackChannelRequest): Promise<Reply>;
  /** RFC 8628 §3.1 */
  pushAuthorization(request: BackChannelRequest): Promise<Reply>;
  deviceAuthorization(request: BackChannelRequest): Promise<Reply>;
  /** CIBA §7 */
  backchannelAuthentication(request: BackChannelRequest): Promise<Reply>;
  /** RFC 7662 §2 */
  introspect(request: BackChannelRequest): Promise<Reply>;
  /** RFC 7009 §2 */
  revoke(request: BackChannelRequest): Promise<Reply>;
  /** OpenID Connect Core §5.3 */
  userinfo(request: BackChannelRequest): Promise<Reply>;
  /** protocol.md §14 */
  tokeninfo(request: BackChannelRequest): Promise<Reply>;
  /** resource.md §9: whether a request that waits at a proxy may pass, and who sent it. */
  verify(request: VerifyRequest, findVisitor: FindVisitor): Promise<Verification>;
  /** RFC 9728 §3.2: the metadata of the registered resource whose metadata is at this address. */
  protectedResource(address: URL): Promise<Reply>;
  /** RFC 7591 §3 */
  register(request: RegistrationRequest): Promise<Reply>;
  /** RFC 7592 §2.1 */
  readClient(request: ClientConfigurationRequest): Promise<Reply>;
  /** RFC 7592 §2.2 */
  replaceClient(request: ClientConfigurationRequest): Promise<Reply>;
  /** RFC 7592 §2.3 */
  deleteClient(request: ClientConfigurationRequest): Promise<Reply>;
  /** Grant Management §6.3: what a grant holds, to the client it is of. */
  queryGrant(request: GrantManagementRequest): Promise<Reply>;
  /** Grant Management §6.5: ends it with all its tokens. */
  revokeGrant(request: GrantManagementRequest): Promise<Reply>;
  /** RFC 8414 §3 */
  discovery(): Promise<Reply>;
  /** RFC 7517 §5 */
  jwks(): Promise<Reply>;
  /** OpenID Federation §9: what this server says of itself as an entity. */
  entityConfiguration(): Promise<Reply>;
  /** OpenID Federation §8.7: keys that signed that before. */
  historicalKeys(): Promise<Reply>;
  /** OpenID Federation §12.2 */
  registerEntity(request: RegistrationRequest): Promise<Reply>;

  /** What its requests have to be like, whatever the client asks for. */
  demandsOn(client: Client): ClientDemands;
  /** Where the endpoints are for those who show a certificate (RFC 8705 §5), for who asks in the place of a client. */
  certificateOrigin(): string;
  /** The nonce that proofs carry where they have to (RFC 9449 §8), for who asks in the place of a client. */
  nextProofNonce(): string;
  /** Whether the trusted issuer's record lets an assertion in, and whom it is about; nothing comes of it (product.md §12.3). */
  tryAssertion(
    record: Pick<TrustedIssuer, 'id'>,
    presented: { readonly value: string; readonly source: Source },
  ): Promise<TriedAssertion>;
  /** Whether an access token is good now, for the program around the server (distribution.md L-4). */
  checkToken(value: string, demand: TokenDemand): Promise<TokenCheck>;
  /** What introspection says of an access token, to that program; null: it is not active. */
  describeToken(value: string): Promise<TokenDescription | null>;
  /** Makes an access token for that program, within the rights of its client and its person. */
  issueToken(order: TokenOrder): Promise<OrderOutcome>;
  /** Redeems the code of one of that program's own clients. Throws `OAuthError`. */
  exchangeCode(exchange: CodeExchange): Promise<TokenAnswer>;
  /** Ends an access or refresh token for that program; false: there was nothing to end. */
  endToken(value: string): Promise<boolean>;
  /** Registers a client for that program. Throws UnacceptableMetadata. */
  registerClient(metadata: object): Promise<ClientInformation>;
  /** An active client as its metadata; null: there is none. */
  describeStored(id: ClientId): Promise<ClientInformation | null>;
  /** Ends a registered client for that program; false: there is none. */
  removeClient(id: ClientId): Promise<boolean>;

  /** For front-ends that sign people in themselves (federation-vci-authlete.md ATL-21). */
  readonly frontEnd: FrontEnd;

  /** RFC 6749 §3.1 */
  authorize(request: FrontChannelRequest, visitor: Visitor): Promise<AuthorizeOutcome>;
  /** Goes on with a suspended request after sign-in, account choice or a decision (protocol.md IN-1). */
  resume(flow: ResumeRequest, visitor: Visitor): Promise<AuthorizeOutcome>;
  /** RFC 8628 §3.3: looks a user code up and binds it to the visitor's session. */
  enterUserCode(request: UserCodeRequest, visitor: Visitor): Promise<DeviceOutcome>;
  /** RFC 8628 §3.3: the decision of the session that entered the code. */
  decideDevice(request: DeviceDecisionRequest, visitor: Visitor): Promise<DeviceOutcome>;
  /** CIBA §8: what waits for the person of the session, the newest first. */
  listBackchannelRequests(session: BrowserSession): Promise<readonly BackchannelConfirmation[]>;
  /** One of them: `confirm` or `lost`. */
  showBackchannelRequest(id: Hash, session: BrowserSession): Promise<BackchannelOutcome>;
  /** The decision of the person about one of them. */
  decideBackchannelRequest(
    request: BackchannelDecisionRequest,
    session: BrowserSession,
  ): Promise<BackchannelOutcome>;
  /** OpenID Connect RP-Initiated Logout §2 */
  endSession(request: EndSessionRequest, visitor: Visitor): Promise<EndSessionOutcome>;
}
