/** Requests as plain data, and the visitor a browser's request comes from. */

import type { Hash } from '@grantor/protocol';
import type { BrowserSession } from '../model/authentication.ts';
import type { ClientCertificate } from '../model/certificate.ts';
import type { SentAttestation } from '../model/client-attestation.ts';
import type { ConsentDecision } from '../model/flow.ts';
import type { Source } from '../ports/facts.ts';
import type {
  BackchannelConfirmation,
  DeviceConfirmation,
  EndSessionQuestion,
  Interaction,
} from './outcome.ts';

export type BackChannelRequest = {
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly authorization: string | undefined;
  /** As the `DPoP` headers came, one after the other (RFC 9449 §4.1). */
  readonly dpop: readonly string[];
  /** What the caller would rather have (RFC 9110 §12.5.1). */
  readonly accept: string | undefined;
  /** null: none was shown, or by nobody who is believed (advanced.md MTL-2). */
  readonly certificate: ClientCertificate | null;
  /** As the `OAuth-Client-Attestation` and `OAuth-Client-Attestation-PoP` headers came; absent: whoever hands it on has none. */
  readonly attestation?: SentAttestation;
  /** What a proof of its sender has to name, where a front-end was called in our place; absent: this endpoint of ours. */
  readonly called?: { readonly method: string; readonly url: string } | undefined;
  /** Without the question mark. */
  readonly query: string;
  readonly body: Uint8Array;
  readonly source: Source;
};

/** A back-channel request whose body is asked for only once somebody may send one (clients.md §2). */
export type RegistrationRequest = Omit<BackChannelRequest, 'body'> & {
  /** Rejects with `payload_too_large` (protocol.md §1). */
  body(): Promise<Uint8Array>;
};

/** RFC 7592 §2 */
export type ClientConfigurationRequest = RegistrationRequest & { readonly clientId: string };

/** Grant Management §6 */
export type GrantManagementRequest = BackChannelRequest & { readonly grantId: string };

/** Parameters by GET, or by POST (OpenID Connect Core §3.1.2.1); the body wins (protocol.md §5). */
export type FrontChannelRequest = {
  readonly query: string;
  readonly form: { readonly contentType: string | undefined; readonly body: Uint8Array } | null;
  /** A page of another session of this browser, somebody else's perhaps, began it again; absent: nobody's did. */
  readonly begunIn?: 'another_session';
  readonly source: Source;
};

/** Who is looking: the browser's own cookie, and its session if it is signed in. */
export type Visitor = {
  /** SHA-256 of the browser cookie that flows are bound to. */
  readonly browser: Hash;
  /** SHA-256 of the cookie that was set when a request was posted from another site, if there is one. */
  readonly poster?: Hash;
  readonly session: BrowserSession | null;
  /** What the browser holds for scripts of ours as long as this session lasts; absent: nothing is held (advanced.md LGO-4). */
  readonly browserState?: string;
};

/** Whether this is what the person had before their eyes when they decided (protocol.md IN-6). */
export type WasShown<Asked> = (asked: Asked) => Promise<boolean>;

export type Decision = {
  readonly kind: ConsentDecision;
  readonly wasShown: WasShown<Interaction>;
  /** Places on the page of the details that the person leaves out; absent: none (advanced.md RAR-3). */
  readonly dropped?: readonly number[];
  /** The page was one of another session of this browser: somebody else, perhaps; absent: of this one. */
  readonly madeIn?: 'another_session';
};

/** The person did not want to go to another provider; it, or its list, let nobody in; or it could not be asked (product.md I-9). */
export type SignInFailure = 'declined' | 'denied' | 'failed';

export type ResumeRequest = {
  readonly flow: string;
  /** null: only look again at where the flow stands. */
  readonly decision: Decision | null;
  /** Why the person cannot be signed in for it, which the client is told. */
  readonly failure?: SignInFailure;
  /** Whether the person decided about this request before they signed in for it (clients.md §10); absent: they did not. */
  readonly decidedBefore?: true;
  readonly source: Source;
};

export type UserCodeRequest = { readonly userCode: string; readonly source: Source };

/** The decision about a request that waits, of which `Asked` was shown. */
export type DecisionAbout<Asked> = {
  readonly decision: 'approve' | 'deny';
  /** As on the consent page. */
  readonly dropped?: readonly number[];
  /** Of the scopes asked for; absent: all. */
  readonly scopes?: readonly string[] | null;
  readonly wasShown: WasShown<Asked>;
  readonly source: Source;
};

export type DeviceDecisionRequest = UserCodeRequest & DecisionAbout<DeviceConfirmation>;

/** `id`: the name of the request on the pages of its person. */
export type BackchannelDecisionRequest = { readonly id: Hash } & DecisionAbout<BackchannelConfirmation>;

export type EndSessionRequest = FrontChannelRequest & {
  /** Whether the person confirmed on our own page, and, where that names a client, this very question. */
  readonly confirmation: 'given' | 'missing' | WasShown<EndSessionQuestion>;
};
