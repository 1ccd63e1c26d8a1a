import type { Reply } from '@grantor/protocol';
import type { Outgoing } from './message.ts';

export const apiPolicy = "default-src 'none'; frame-ancestors 'none'"; // security.md §4

/** A protocol reply as it leaves. */
export const sendReply = (reply: Reply): Outgoing => ({
  status: reply.status,
  headers: { 'content-security-policy': apiPolicy, ...reply.headers },
  cookies: [],
  body: reply.body,
});

/** 302: where the proxy in front sends the browser in the place of what it asked for (resource.md §9). */
export const found = (location: string): Outgoing => ({ ...seeOther(location), status: 302 });

/** 303 whatever the method was, so that a form is never posted onwards (RFC 9700 §4.12). */
export const seeOther = (location: string, cookies: readonly string[] = []): Outgoing => ({
  status: 303,
  headers: { location, 'cache-control': 'no-store', pragma: 'no-cache' },
  cookies,
  body: null,
});

/** 200 with a value as JSON, for programs; nobody keeps it. */
export const json = (value: unknown): Outgoing => ownJson(JSON.stringify(value), []);

/** What a script of our own page asks for, as JSON. */
export const ownJson = (body: string, cookies: readonly string[]): Outgoing => ({
  status: 200,
  headers: {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'content-security-policy': apiPolicy,
  },
  cookies,
  body,
});

/** 200 with text to be kept as a file, which nobody else keeps. */
export const download = (
  { name, type }: { readonly name: string; readonly type: string },
  body: AsyncIterable<string>,
): Outgoing => ({
  status: 200,
  headers: {
    'content-type': type,
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'no-store',
    'content-security-policy': apiPolicy,
  },
  cookies: [],
  body,
});
