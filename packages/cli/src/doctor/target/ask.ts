/** Asks a server one question at a time and remembers the answer, so that every check may ask for what it needs. */

import { failureIn } from '../../errors/failure.ts';
import type { Http } from '../../http/http.ts';
import { clean } from '../../untrusted/clean.ts';
import { type JsonObject, parseObject } from '../../untrusted/json.ts';

export type Question = {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type Answer = {
  readonly method: string;
  /** Percent-encoded, so that it is safe to show. */
  readonly url: string;
  /** 0 when nothing answered. */
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body when it is one JSON object. */
  readonly json: JsonObject | null;
  readonly milliseconds: number;
  /** When it came, in milliseconds since 1970. */
  readonly at: number;
};

export type Ask = (question: Question | string) => Promise<Answer>;

export type Notebook = {
  readonly ask: Ask;
  readonly answers: readonly Answer[];
  /** What was asked in vain. */
  readonly unanswered: readonly Answer[];
};

/** A check asked, and nothing answered: whatever it would say rests on nothing. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`it did not answer: ${clean(answer.text)}`);
    this.answer = answer;
  }
}

/** The answer that there is. Throws `Unanswered`. */
export function answered(answer: Answer): Answer {
  if (answer.status === 0) throw new Unanswered(answer);
  return answer;
}

/** Rejects with `Unanswered` where nothing answers. */
export const demanding =
  (ask: Ask): Ask =>
  async (question) =>
    answered(await ask(question));

/** Redirects are not followed. No answer is an answer; only Ctrl-C rejects. */
export function openNotebook(http: Http, now: () => number): Notebook {
  const known = new Map<string, Promise<Answer>>();
  const answers: Answer[] = [];
  const unanswered: Answer[] = [];
  async function send({ url, method = 'GET', headers = {}, body }: Question): Promise<Answer> {
    const isReading = method !== 'POST' && method !== 'PUT';
    const from = now();
    const place = { method, url: URL.parse(url)?.href ?? clean(url) };
    try {
      const response = await http.fetchWith(isReading ? 'idempotent' : 'once')(url, {
        method,
        headers: { ...headers },
        ...(body === undefined ? {} : { body }),
      });
      const to = now();
      const text = await response.text();
      const what = { status: response.status, headers: response.headers, text, json: parseObject(text) };
      const answer = { ...place, ...what, milliseconds: to - from, at: (from + to) / 2 };
      answers.push(answer);
      return answer;
    } catch (error) {
      const failure = failureIn(error);
      if (failure === null || failure.ending === 'interrupted') throw error;
      const text = [failure.message, ...failure.why].join(' ');
      const nothing = { status: 0, headers: new Headers(), text, json: null };
      const answer = { ...place, ...nothing, milliseconds: now() - from, at: from };
      unanswered.push(answer);
      return answer;
    }
  }
  return {
    answers,
    unanswered,
    ask(asked) {
      const question = typeof asked === 'string' ? { url: asked } : asked;
      const key = JSON.stringify(question);
      const answer = known.get(key) ?? send(question);
      known.set(key, answer);
      return answer;
    },
  };
}

export const isHtml = ({ headers, text }: Answer): boolean =>
  /^(text\/html|application\/xhtml)/i.test(headers.get('content-type') ?? '') ||
  /^\s*<(!doctype|html)/i.test(text);

const isJsonType = (headers: Headers): boolean =>
  /^application\/(json|[\w.-]+\+json)\s*(;|$)/i.test(headers.get('content-type') ?? '');

/** A JSON object that says it is one (RFC 8414 §3.2). */
export const isDocument = ({ status, headers, json }: Answer): boolean =>
  status === 200 && json !== null && isJsonType(headers);

/** It answers, and decides nothing. */
export const isOutOfOrder = ({ status }: Answer): boolean => status === 429 || status >= 500;

/** What came back, in a few words. */
export function describeAnswer(answer: Answer): string {
  const { status, headers, json, text } = answer;
  if (status === 0) return clean(text);
  const location = headers.get('location');
  if (status >= 300 && status < 400 && location !== null)
    return `HTTP ${status}, a redirect to ${clean(location)}`;
  if (isHtml(answer)) return `HTTP ${status} with a web page (HTML)`;
  if (json !== null && typeof json['error'] === 'string') return `HTTP ${status} ${clean(json['error'])}`;
  if (json !== null && !isJsonType(headers)) {
    return `HTTP ${status} with JSON called ${clean(headers.get('content-type') ?? 'nothing')}`;
  }
  if (json !== null) return `HTTP ${status} with JSON`;
  return text === '' ? `HTTP ${status} without a body` : `HTTP ${status}, not JSON`;
}
