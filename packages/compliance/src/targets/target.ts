import type { Certificates } from '../setup/certificates.ts';
import type { Feature, Variant } from '../setup/features.ts';
import type { Fixtures } from '../setup/fixture.ts';
import type { DocumentHost, Publication } from '../wire/document-host.ts';

// A target is a server under test. It is started once per variant and stopped at the end.

export interface RunningTarget {
  readonly issuer: string;
  readonly fixtures: Fixtures;
  /** `Feature`s this target offers. */
  readonly features: ReadonlySet<Feature>;
  /** Opens a site of a client that the target can reach and trusts; for `metadata_documents`. */
  openHost?(): Promise<DocumentHost>;
  /** What is told of requests to people: to the client `asking-told`, and to a program of the operator's; for `backchannel_decision`. */
  readonly notifications?: { readonly client: Publication; readonly operator: Publication };
  /** Has it publish new keys beside those it signs with; for `key_rotation`. */
  rotateKeys?(): Promise<void>;
  /** Of its clients; for `mutual_tls`. */
  readonly certificates?: Certificates;
  stop(): Promise<void>;
}

export interface Target {
  readonly name: string;
  readonly features: ReadonlySet<Feature>;
  /** Starts one variant; undefined when the target cannot be set up that way. */
  start(variant: Variant): Promise<RunningTarget | undefined>;
}
