import type { BasicCredentials, Epoch, Hash, Params } from '@grantor/protocol';
import type { ClientCertificate } from '../model/certificate.ts';
import type { AuthMethodName, Client } from '../model/client.ts';
import type { SentAttestation } from '../model/client-attestation.ts';
import type { FaultValues, MetadataFault } from '../model/metadata-faults.ts';
import type { CertificateAuthorities, ClientKeys, SharedSecrets } from '../ports/client-proofs.ts';
import type { Fact, Source } from '../ports/facts.ts';
import type { Policy } from '../ports/policy.ts';
import type { Ports } from '../ports/ports.ts';
import type { BackChannelRequest } from '../requests/request.ts';

/** Where a request may carry client credentials. */
export type PresentedRequest = {
  readonly params: Params;
  readonly basic: BasicCredentials | null;
  readonly certificate: ClientCertificate | null;
  /** undefined: nothing of the kind can be sent here. */
  readonly attestation: SentAttestation | undefined;
  /** What could prove the sender's key beside that, and what that has to name. */
  readonly shown?: ShownProof | undefined;
};

/** A DPoP proof as it was sent, and where it was if not to this address. */
export type ShownProof = Pick<BackChannelRequest, 'dpop' | 'called'>;

export type Credentials = {
  readonly clientId: string;
  /** A secret or an assertion; null: the client only names itself. */
  readonly value: string | null;
  /** What the client proves to hold what its maker attests; null: nothing. */
  readonly possession?: string | null;
  /** The same by a DPoP proof. */
  readonly shown?: ShownProof;
  /** Both as they came, where their sender may not have encoded them (protocol.md CA-3). */
  /** What the client showed beside its name. */
  readonly certificate?: ClientCertificate;
  readonly raw?: { readonly clientId: string; readonly value: string };
};

/** What a method may look at while it proves something. */
export type ProofContext = {
  readonly keys: ClientKeys;
  readonly authorities: CertificateAuthorities;
  readonly sharedSecrets: SharedSecrets;
  /** What says whether nonces and challenges are ours. */
  readonly secrets: Pick<Ports['secrets'], 'dpopNonces' | 'attestationChallenges'>;
  readonly policy: Policy;
  readonly now: Epoch;
  /** Its path is the one that was called, canonical or alias. */
  readonly source: Source;
};

export type Proof = {
  /** Guarded facts that make the proof count once. */
  readonly spends: readonly Fact[];
  /** Which of the client's secrets it was. */
  readonly secret?: Hash;
  /** The key of the installation that came, by its thumbprint. */
  readonly instance?: string;
};

/** What of the set-up decides which methods are served. */
export type OfferedBy = Pick<Policy, 'certificates' | 'credentials'>;

/** One way to authenticate. All that is known of it is said here, so that a further one is a file and a row. */
export type AuthMethod = {
  readonly name: AuthMethodName;
  /** Whether this server can serve it as it is set up; absent: it always can. */
  isOffered?(policy: OfferedBy): boolean;
  /** What stands behind it: `key` is one whose private half the client alone has, `attestation` one that its maker vouches for. */
  readonly by: 'name' | 'secret' | 'key' | 'attestation';
  /** Who alone may set a client to it; absent: the client itself may. */
  readonly givenBy?: 'administrator';
  /** Signatures it takes that no key of the client makes. */
  readonly algorithms?: readonly string[];
  /** Parameters it reads beside `client_id`, the proof first: a request with that one is read in no other way. */
  readonly parameters: readonly string[];
  /** The credentials, if the request presents them this way. */
  read(request: PresentedRequest): Credentials | null;
  /** Whether the client registered a method that this one satisfies. */
  serves(client: Client): boolean;
  /** The member without which no client can be set to it, and the rule; null or absent: nothing is missing. */
  lacks?(client: Registered): Missing | null;
  /** null: the credentials prove nothing. Throws `temporarily_unavailable` when that cannot be told now. */
  prove(
    client: Client,
    credentials: Credentials,
    context: ProofContext,
  ): Proof | null | Promise<Proof | null>;
  /** What proving takes, where there is no client to prove to: time tells nobody which clients there are (security.md L-7). */
  pretend?(credentials: Credentials, context: ProofContext): void;
};

/** What a registration says of the way its client will prove itself. */
export type Registered = Pick<
  Client,
  | 'authMethod'
  | 'authSigningAlg'
  | 'jwks'
  | 'jwksUri'
  | 'tlsSubjectDn'
  | 'tlsSanDns'
  | 'tlsSanUri'
  | 'tlsSanIp'
  | 'tlsSanEmail'
>;

export type Missing = {
  readonly member: string;
  readonly fault: MetadataFault;
  readonly values: FaultValues;
};

/** A proof that may be given again. */
export const lasting: Proof = { spends: [] };
