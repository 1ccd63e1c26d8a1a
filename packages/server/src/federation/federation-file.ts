/** `FEDERATION_FILE`: whom this server believes in its federations, and what it is there (federation-vci-authlete.md FED-1). */

import type { FederationPolicy } from '@grantor/engine';
import { parseCompactJws, parseKeySet, readJsonObject } from '@grantor/protocol';
import { z } from 'zod';

/** The file cannot be used; the message says why, and where. */
export class UnusableFederationFile extends Error {
  override readonly name = 'UnusableFederationFile';
}

const entity = z.string().refine((text) => {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && url.search === '' && url.hash === '' && url.username === '';
}, 'is no https URL without query and fragment');

const keySet = z.unknown().transform((value, context) => {
  const set = parseKeySet(value);
  if (set.kind === 'keys' && set.keys.every(({ kid }) => typeof kid === 'string')) return set.keys;
  const fault = set.kind === 'refused' ? set.fault : 'a key without kid';
  context.addIssue({ code: 'custom', message: `is no set of public keys: ${fault}` });
  return z.NEVER;
});

const text = z.string().trim().min(1).max(200);
const markType = z.string().min(1).max(2048);

const trustMark = z
  .strictObject({ trust_mark_type: markType, trust_mark: z.string() })
  .refine(({ trust_mark: jwt, trust_mark_type: type }) => {
    const jws = parseCompactJws(jwt);
    return jws !== null && readJsonObject(jws.payload)?.['trust_mark_type'] === type;
  }, 'is no trust mark of its type');

const file = z.strictObject({
  trust_anchors: z
    .record(entity, z.strictObject({ jwks: keySet }))
    .refine((anchors) => Object.keys(anchors).length > 0, 'names no trust anchor'),
  authority_hints: z.array(entity).default([]),
  trust_marks: z.array(trustMark).default([]),
  required_trust_marks: z.array(markType).default([]),
  organization_name: text.nullable().default(null),
  contacts: z.array(text).default([]),
});

/** Throws UnusableFederationFile with the first fault. */
export function readFederationFile(content: string): FederationPolicy {
  const read = file.safeParse(jsonIn(content));
  if (!read.success) {
    const [issue] = read.error.issues;
    const place = issue === undefined ? '' : issue.path.join('.');
    throw new UnusableFederationFile(`${place === '' ? 'it' : place} ${issue?.message ?? 'cannot be read'}`);
  }
  const { trust_anchors: anchors, ...rest } = read.data;
  return {
    trustAnchors: new Map(Object.entries(anchors).map(([name, { jwks }]) => [name, jwks])),
    authorityHints: rest.authority_hints,
    trustMarks: rest.trust_marks,
    requiredTrustMarks: rest.required_trust_marks,
    organizationName: rest.organization_name,
    contacts: rest.contacts,
  };
}

function jsonIn(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw new UnusableFederationFile('it is no JSON');
  }
}
