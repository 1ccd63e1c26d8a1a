/** What guards handlers of the application by this very instance: options for `protect` of `@grantor/resource`. */

import type { Clock, Engine } from '@grantor/engine';
import { type Epoch, secondOf } from '@grantor/protocol';
import type { Log } from '../telemetry/log.ts';

/** What the toolkit tells: no token and no secret is in it. */
type ToolkitLine = {
  readonly level: 'info' | 'warn';
  readonly message: string;
  readonly [member: string]: string | number | null;
};

/** Options of the toolkit, to be completed by those of the service: `protect({ ...guard, resource, scopes })`. */
export type InstanceGuard = {
  readonly issuers: readonly [
    {
      readonly issuer: string;
      /** Answers as introspection does (RFC 7662 §2.2), live, in this process; rejects where the database fails. */
      readonly introspect: (token: string) => Promise<Readonly<Record<string, unknown>>>;
    },
  ];
  /** The time and the log of this instance. */
  readonly ports: { readonly clock: () => Epoch; readonly log: (line: ToolkitLine) => void };
};

type GuardWorld = {
  readonly engine: Pick<Engine, 'describeToken'>;
  readonly issuer: string;
  readonly clock: Clock;
  readonly log: Log;
};

export const guardOf = ({ engine, issuer, clock, log }: GuardWorld): InstanceGuard => ({
  issuers: [
    {
      issuer,
      // As it would come over the wire: what says nothing is not there
      introspect: async (token) =>
        JSON.parse(JSON.stringify((await engine.describeToken(token)) ?? { active: false })),
    },
  ],
  ports: {
    clock: () => secondOf(clock.now()),
    log: ({ level, message, ...members }) => log[level](message, members),
  },
});
