import { loggable } from './loggable.ts';

/** Members of a line. Texts are escaped and cut, secrets redact themselves (security.md O-1, O-3). */
export type Fields = Readonly<Record<string, unknown>>;

/** The most severe last. */
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

export type LogLevel = (typeof levels)[number];

/** One JSON line per event. Messages are constant texts; whatever varies is a field. */
export type Log = {
  readonly [Severity in LogLevel]: (message: string, fields?: Fields) => void;
} & {
  /** A log whose lines carry these fields too. */
  with(fields: Fields): Log;
};

/** Where lines go, each with its line end. */
export type Lines = { write(line: string): void };

/** Lines at least as severe as `least`. */
export const createLog = (least: LogLevel, lines: Lines): Log => logWith('', least, lines);

/** `bound`: the members that every line has, as `membersOf` writes them. */
function logWith(bound: string, least: LogLevel, lines: Lines): Log {
  const at = (level: LogLevel): Log[LogLevel] => {
    if (levels.indexOf(level) < levels.indexOf(least)) return () => {};
    return (message, fields = {}) => {
      const members = `"level":"${level}","time":"${isoTime()}"${bound}${membersOf(fields)}`;
      lines.write(`{${members},"message":${JSON.stringify(message)}}\n`);
    };
  };
  return {
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    with: (fields) => logWith(bound + membersOf(fields), least, lines),
  };
}

/** Each with a comma before it. */
function membersOf(fields: Fields): string {
  const json = JSON.stringify(loggable(fields));
  return json === '{}' ? '' : `,${json.slice(1, -1)}`;
}

// A line says the time to the millisecond; the text of its second is made once
let second = 0;
let beginning = '';

function isoTime(): string {
  const now = Date.now();
  const milliseconds = now % 1000;
  if (now - milliseconds !== second) {
    second = now - milliseconds;
    beginning = new Date(second).toISOString().slice(0, -4);
  }
  return `${beginning}${String(milliseconds).padStart(3, '0')}Z`;
}

/** What is said of every request, and all that is said (operations G-1): no query, no body, no header. */
export type RequestLine = {
  readonly requestId: string;
  readonly traceId: string | null;
  readonly method: string;
  /** The route pattern, or `other`. */
  readonly route: string;
  readonly status: number;
  /** Milliseconds. */
  readonly duration: number;
  /** Of the answer's body; null while it streams. */
  readonly bytes: number | null;
  readonly address: string | null;
  readonly userId: string | null;
  readonly clientId: string | null;
  readonly error: string | null;
};

/** The members of a request's line; absent ones are left out. */
export function requestLine(line: RequestLine): Fields {
  const fields: Record<string, unknown> = {
    request_id: line.requestId,
    method: line.method,
    route: line.route,
    status: line.status,
    duration: Math.round(line.duration * 1000) / 1000,
  };
  if (line.traceId !== null) fields['trace_id'] = line.traceId;
  if (line.bytes !== null) fields['bytes'] = line.bytes;
  if (line.address !== null) fields['address'] = line.address;
  if (line.userId !== null) fields['user_id'] = line.userId;
  if (line.clientId !== null) fields['client_id'] = line.clientId;
  if (line.error !== null) fields['error'] = line.error;
  return fields;
}

/** Writes the line of a request. Why a request failed is an event of its own. */
export const logRequest = (log: Log, line: RequestLine): void => log.info('request', requestLine(line));
