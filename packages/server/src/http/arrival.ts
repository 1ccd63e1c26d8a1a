/** Reads where a request came from: its address behind trusted proxies only, and its id. */

import { randomBytes } from 'node:crypto';
import type { ClientAddressReader } from '@grantor/protocol';
import { withoutBase } from './base-path.ts';
import { type CertificateSources, shownCertificate } from './client-certificate.ts';
import type { Exchange, Note } from './exchange.ts';
import type { Incoming } from './message.ts';
import { inOriginForm } from './request-target.ts';

export type ArrivalWorld = {
  readonly readAddress: ClientAddressReader;
  readonly trusts: (peer: string) => boolean;
  readonly certificates: CertificateSources;
  /** The path of the issuer, or empty. */
  readonly basePath: string;
};

const requestIdShape = /^[A-Za-z0-9._-]{1,64}$/; // operations.md G-1

/** The exchange, and the notes its handler left for the log. */
export type Arrived = { readonly exchange: Exchange; readonly notes: Note };

export function arrive(incoming: Incoming, world: ArrivalWorld): Arrived {
  const { readAddress, trusts, basePath } = world;
  const notes: { -readonly [Name in keyof Note]: Note[Name] } = {};
  const { method, peer, body } = incoming;
  const { target, header } = inOriginForm(incoming);
  const mark = target.indexOf('?');
  // Nothing is decoded, so that every path has one spelling (protocol.md G-1).
  const path = withoutBase(mark === -1 ? target : target.slice(0, mark), basePath);
  const peerKind = trusts(peer.address) ? 'trusted_proxy' : 'anyone';
  const { address } = readAddress(peer.address, header('x-forwarded-for') ?? null);
  const exchange: Exchange = {
    method,
    path,
    query: mark === -1 ? '' : target.slice(mark + 1),
    source: {
      address,
      userAgent: header('user-agent') ?? null,
      requestId: peerKind === 'trusted_proxy' ? requestId(incoming) : newRequestId(),
      method,
      path,
    },
    peer: peerKind,
    certificate: shownCertificate({ header, peer }, trusts, world.certificates),
    header,
    body,
    note: (note) => Object.assign(notes, note),
  };
  return { exchange, notes };
}

// One system call for many ids.
const pool = { bytes: Buffer.alloc(0), used: 0 };

function newRequestId(): string {
  if (pool.used + 12 > pool.bytes.length) Object.assign(pool, { bytes: randomBytes(6144), used: 0 });
  pool.used += 12;
  return pool.bytes.toString('base64url', pool.used - 12, pool.used);
}

/** The id a trusted proxy gave the request, if it has the shape of one. */
function requestId({ header }: Incoming): string {
  const given = header('x-request-id');
  return given !== undefined && requestIdShape.test(given) ? given : newRequestId();
}
