import { type DestinationStream, type Level, pino } from 'pino';
import { loggable } from './loggable.ts';

/** Members of a line. Texts are escaped and cut, secrets redact themselves (security.md O-1, O-3). */
export type Fields = Readonly<Record<string, unknown>>;

/** One JSON line per event. Messages are constant texts; whatever varies is a field. */
export type Log = {
  readonly [Severity in Exclude<Level, 'silent'>]: (message: string, fields?: Fields) => void;
} & {
  /** A log whose lines carry these fields too. */
  with(fields: Fields): Log;
};

export type LogLevel = Exclude<Level, 'silent'>;

/** Lines at least as severe as `level`, to standard output unless told otherwise. */
export function createLog(level: LogLevel, stream: DestinationStream): Log {
  return wrap(
    pino(
      {
        level,
        base: null,
        messageKey: 'message',
        timestamp: isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      stream,
    ),
    stream,
  );
}

// A line says the time to the millisecond; the text of its second is made once
let second = 0;
let beginning = '';

function isoTime(): string {
  const now = Date.now();
  const milliseconds = now % 1000;
  if (now - milliseconds !== second) {
    second = now - milliseconds;
    beginning = `,"time":"${new Date(second).toISOString().slice(0, -4)}`;
  }
  return `${beginning}${String(milliseconds).padStart(3, '0')}Z"`;
}

type Lines = Pick<ReturnType<typeof pino>, LogLevel | 'child' | 'isLevelEnabled'>;

function wrap(lines: Lines, stream: DestinationStream): Log {
  const at =
    (level: LogLevel) =>
    (message: string, fields: Fields = {}): void => {
      if (lines.isLevelEnabled(level)) lines[level](loggable(fields), message);
    };
  return {
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    with: (fields) => wrap(lines.child(loggable(fields)), stream),
  };
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
