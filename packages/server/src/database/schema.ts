/**
 * The tables as Kysely sees them, the same on SQLite and PostgreSQL: text and integers only.
 * `_at` is epoch seconds, `_at_ms` epoch milliseconds; columns of type Json hold JSON as text.
 */

import type {
  BlockedDomainTable,
  ClientDocumentTable,
  ClientSecretUseTable,
  ClientTable,
  ClientTrialTable,
} from './client-tables.ts';
import type {
  CredentialOfferTable,
  DeferredCredentialTable,
  IssuedCredentialTable,
} from './credential-tables.ts';
import type {
  PasskeyTable,
  RecoveryCodeTable,
  SignInAttemptTable,
  TotpFactorTable,
} from './factor-tables.ts';
import type {
  AuthorizationCodeTable,
  BackchannelNoticeTable,
  ConsentTable,
  DeviceCodeTable,
  FamilyAnswers,
  FamilyTable,
  FlowAnswerTable,
  FlowTable,
  ManagedGrantTable,
  OpaqueTokenTable,
  PushedRequestTable,
  RevokedTokenTable,
  SeenProofTable,
} from './grant-tables.ts';
import type { Json } from './json.ts';
import type {
  EmailCodeTable,
  MailChoiceTable,
  MailLinkTable,
  MailMessageTable,
  SignUpTable,
} from './mail-tables.ts';
import type {
  DetailsTypeTable,
  ForeignSubjectTable,
  FreeStandingScopeTable,
  PolicyRevisionTable,
  PolicyTable,
  ResourceTable,
} from './policy-tables.ts';
import type { ConnectionTable, EarlierApprovalTable, UpstreamStateTable } from './upstream-tables.ts';

export type * from './client-tables.ts';
export type * from './credential-tables.ts';
export type * from './factor-tables.ts';
export type * from './grant-tables.ts';
export type * from './mail-tables.ts';
export type * from './policy-tables.ts';
export type * from './upstream-tables.ts';

export type Schema = {
  client: ClientTable;
  client_secret_use: ClientSecretUseTable;
  client_trial: ClientTrialTable;
  client_document: ClientDocumentTable;
  blocked_domain: BlockedDomainTable;
  user_account: UserAccountTable;
  browser_session: BrowserSessionTable;
  password_link: PasswordLinkTable;
  mail_message: MailMessageTable;
  mail_link: MailLinkTable;
  mail_choice: MailChoiceTable;
  email_code: EmailCodeTable;
  sign_up: SignUpTable;
  connection: ConnectionTable;
  trusted_issuer: PolicyTable;
  exchange_rule: PolicyTable;
  credential_configuration: PolicyTable;
  credential_offer: CredentialOfferTable;
  issued_credential: IssuedCredentialTable;
  deferred_credential: DeferredCredentialTable;
  foreign_subject: ForeignSubjectTable;
  upstream_state: UpstreamStateTable;
  earlier_approval: EarlierApprovalTable;
  session_client: SessionClientTable;
  totp_factor: TotpFactorTable;
  passkey: PasskeyTable;
  recovery_code: RecoveryCodeTable;
  sign_in_attempt: SignInAttemptTable;
  flow: FlowTable;
  flow_answer: FlowAnswerTable;
  managed_grant: ManagedGrantTable;
  pushed_request: PushedRequestTable;
  consent: ConsentTable;
  authorization_code: AuthorizationCodeTable;
  family: FamilyTable & Partial<FamilyAnswers>;
  opaque_token: OpaqueTokenTable;
  revoked_token: RevokedTokenTable;
  seen_proof: SeenProofTable;
  device_code: DeviceCodeTable;
  backchannel_notice: BackchannelNoticeTable;
  resource: ResourceTable;
  free_standing_scope: FreeStandingScopeTable;
  details_type: DetailsTypeTable;
  signing_key: SigningKeyTable;
  pairwise_key: PairwiseKeyTable;
  logout_notice: LogoutNoticeTable;
  audit_event: AuditEventTable;
  daily_count: DailyCountTable;
  daily_person: DailyPersonTable;
  secret_check: SecretCheckTable;
  lease: LeaseTable;
  policy_revision: PolicyRevisionTable;
  repeated_request: RepeatedRequestTable;
  migration: MigrationTable;
};

export type UserAccountTable = {
  id: string;
  /** NFKC and case folded (security.md I-7). */
  username: string;
  email: string | null;
  email_folded: string | null;
  email_verified_at: number | null;
  role: string;
  password_hash: string | null;
  auth_source: string;
  external_id: string | null;
  /** The claim `name`, folded as user names are: what a search looks at. */
  name_folded: string | null;
  claims: Json;
  must_change_password_at: number | null;
  disabled_at_ms: number | null;
  tokens_valid_from_ms: number | null;
  created_at: number;
  updated_at: number;
  last_sign_in_at: number | null;
  version: number;
};

/** The one link by which a person may set their password (product.md U-1, U-5); gone once used. */
export type RepeatedRequestTable = {
  /** SHA-256 of the caller and their key. */
  hash: string;
  /** SHA-256 of the caller. */
  caller: string;
  /** SHA-256 of what was asked. */
  request: string;
  /** null: it is being worked on. */
  status: number | null;
  location: string | null;
  /** Without what is told once. */
  body: Json | null;
  expires_at: number;
};

export type PasswordLinkTable = {
  user_id: string;
  /** SHA-256 of what stands in the link. */
  hash: string;
  expires_at: number;
  /** Where it was sent: whoever uses it reads what is sent there; null: it was handed over. */
  address: string | null;
};

export type BrowserSessionTable = {
  /** SHA-256 of the session id. */
  hash: string;
  user_id: string;
  sid_seed: string;
  auth_time: number;
  acr: string;
  amr: Json;
  /** The provider it began through; null: here. */
  provider: string | null;
  created_at: number;
  last_seen_at: number;
  expires_at: number;
  remembered_at: number | null;
  address: string | null;
  user_agent: string | null;
  fingerprint: string | null;
  /** SHA-256 of the cookie by which guarded hosts know the session (resource.md §9); null: none was given. */
  forward_hash: string | null;
  /** When the person last showed that they are here, but for the sign-in itself (product.md S-8). */
  confirmed_at: number | null;
};

/** The clients that received tokens in a session (protocol.md SE-4); goes with the session. */
export type SessionClientTable = { session_hash: string; client_id: string; sid: string };

export type SigningKeyTable = {
  kid: string;
  alg: string;
  public_jwk: Json;
  /** AES-256-GCM under a key the database does not hold (operations.md B-5). */
  sealed_private: string;
  created_at: number;
  activates_at: number;
  retires_at: number | null;
  removed_at: number | null;
  /** What the set is for that it belongs to. */
  key_set: KeySetName;
};

/** Keys of one set never sign what those of another are for. */
export type KeySetName = 'protocol' | 'credential' | 'federation';

/** One row at most, which nothing ever changes but a new sealing (advanced.md PWS-1). */
export type PairwiseKeyTable = {
  name: string;
  /** As the private keys. */
  sealed_key: string;
  created_at: number;
};

/** A back-channel logout token to deliver (protocol.md LO-3). */
export type LogoutNoticeTable = {
  /** The `sid`: a session ends once for each client. */
  id: string;
  client_id: string;
  user_id: string;
  sid: string;
  uri: string;
  attempts: number;
  created_at: number;
  next_attempt_at: number;
  delivered_at: number | null;
  failed_at: number | null;
};

/** operations.md D-1 */
export type AuditEventTable = {
  id: string;
  event_type: string;
  event_at_ms: number;
  severity: string;
  actor_user_id: string | null;
  actor_username: string | null;
  actor_ip: string | null;
  actor_client_id: string | null;
  resource_type: string | null;
  resource_id: string | null;
  resource_name: string | null;
  action: string;
  details: Json;
  /** 1 or 0. */
  success: number;
  error_message: string | null;
  user_agent: string | null;
  request_path: string | null;
  request_method: string | null;
  request_id: string | null;
};

/** How often something happened on a day, for charts; counted in memory and added up now and then. */
export type DailyCountTable = {
  /** Days since 1970, UTC. */
  day: number;
  /** What is counted, such as the type of an audit event. */
  kind: string;
  name: string;
  count: number;
};

/** Who was active on a day. */
export type DailyPersonTable = { day: number; user_id: string };

/** Tells that the server's secrets are those the data was written with (operations.md B-4). */
export type SecretCheckTable = { name: string; value: string };

/** Who leads a piece of upkeep, and until when. */
export type LeaseTable = { name: string; holder: string; expires_at: number };

export type MigrationTable = { id: number; checksum: string; applied_at: number };
