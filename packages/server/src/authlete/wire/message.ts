/** Reads what front-ends send, by the contract: JSON, a form, or a query, each as loosely as clients of the API write it. */

import { type Params, parseForm, parseQuery } from '@grantor/protocol';
import type * as authlete from '@grantor/protocol/authlete';
import { type Exchange, header } from '../../http/exchange.ts';
import { jsonBody } from '../../http/json-body.ts';
import { CallRefused } from './call-refused.ts';

type Reader = (value: unknown, at: string) => unknown;

/** federation-vci-authlete.md ATL-3: null, and zero where nothing is meant by it, are as if they were not there. */
export async function readMessage(
  exchange: Exchange,
  { request, required }: authlete.Operation,
): Promise<Readonly<Record<string, unknown>>> {
  const sent = await sentIn(exchange, request);
  const read = Object.entries(request).flatMap(([name, field]) => {
    const value = readField(field, sent[name], name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const message = Object.fromEntries(read);
  const missing = required.find((name) => message[name] === undefined);
  if (missing !== undefined) throw new CallRefused('bad_call', `${missing} is missing`);
  return message;
}

type Sent = Readonly<Record<string, unknown>>;

async function sentIn(exchange: Exchange, fields: authlete.Fields): Promise<Sent> {
  if (exchange.method !== 'POST') return fromParams(parseQuery(exchange.query), fields);
  if (header(exchange, 'content-type')?.toLowerCase().startsWith('application/x-www-form-urlencoded')) {
    const { contentType, contentEncoding } = {
      contentType: header(exchange, 'content-type'),
      contentEncoding: header(exchange, 'content-encoding'),
    };
    return fromParams(parseForm({ contentType, contentEncoding, body: await exchange.body() }), fields);
  }
  const value = await jsonBody(exchange);
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CallRefused('bad_call', 'the body is no JSON object');
  return value as Sent;
}

/** A list is a parameter several times, or one of words; what has members is JSON. */
function fromParams(params: Params, fields: authlete.Fields): Sent {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => {
      const values = params.all(name);
      if (values.length === 0) return [];
      if (field.is === 'list' && field.of.is === 'text')
        return [
          [name, values.length > 1 ? values : (values[0] ?? '').split(' ').filter((word) => word !== '')],
        ];
      return [[name, field.is === 'object' || field.is === 'list' ? parsed(values[0], name) : values[0]]];
    }),
  );
}

function parsed(text: string | undefined, at: string): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    throw new CallRefused('bad_call', `${at} is no JSON`);
  }
}

const wrong = (at: string): never => {
  throw new CallRefused('bad_call', `${at} is of the wrong type`);
};

function readField(field: authlete.Field, value: unknown, at: string): unknown {
  if (value === undefined || value === null) return undefined;
  switch (field.is) {
    case 'object':
      return typeof value === 'object' && !Array.isArray(value)
        ? members(field.of, value as Sent, at)
        : wrong(at);
    case 'list':
      return Array.isArray(value)
        ? value.map((each) => readField(field.of, each, at)).filter((each) => each !== undefined)
        : wrong(at);
    case 'word':
      return field.of.find((word) => word === value) ?? wrong(at);
    default:
      return plain[field.is](value, at);
  }
}

const members = (fields: authlete.Fields, value: Sent, at: string): Sent =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => {
      const read = readField(field, value[name], `${at}.${name}`);
      return read === undefined ? [] : [[name, read]];
    }),
  );

const text: Reader = (value, at) => (typeof value === 'string' ? value : wrong(at));

/** Zero is how clients with types say nothing. */
const whole: Reader = (value, at) => {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (!Number.isSafeInteger(number)) return wrong(at);
  return number === 0 ? undefined : number;
};

const flag: Reader = (value, at) => {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  return word === 'true' || (word === 'false' ? false : wrong(at));
};

const plain = { text, json: text, flag, number: whole, seconds: whole, milliseconds: whole } as const;
