/** systems/ owns how a server is set up, started and asked about itself; one adapter file each. It never measures. */

import type { Endpoints } from '../endpoints/endpoints.ts';
import type { FixturePerson, Fixtures } from '../fixtures/fixtures.ts';
import type { Profile } from './profile.ts';

export type Counts = {
  readonly statements: number;
  readonly commits: number;
  readonly transactions: number;
};

/** A server that answers, known by its address only. */
export type RunningSystem = {
  readonly name: string;
  readonly issuer: string;
  readonly port: number;
  readonly pid: number;
  readonly fixtures: Fixtures;
  /** Absent: as its metadata say, all of them. */
  readonly endpoints?: Endpoints;
  /** Allows a device to go on that shows this code; absent: people walk through a browser. */
  approve?(userCode: string): Promise<void>;
  /** The cookies of a browser in which that one of the fixtures' people is signed in. */
  signIn(person: FixturePerson): Promise<string>;
  /** What the database was asked so far; null where there is none. */
  counts(): Promise<Counts | null>;
  /** Begins a CPU profile of the server; what is answered ends it. Only Grantor's own can be asked. */
  profile?(): Promise<() => Promise<Profile>>;
  stop(): Promise<void>;
};

export type ProbedStart = {
  /** Until the first 200. */
  readonly milliseconds: number;
  /** Resident at rest; null where it was not waited for, or cannot be read. */
  readonly megabytes: number | null;
};

/** Starts a server again and again, from nothing and with what an earlier start left behind. */
export type StartProbe = {
  /** Starts the server and stops it again: at once, or when it has come to rest and its memory was read. */
  start(until?: 'first answer' | 'rest'): Promise<ProbedStart>;
  discard(): Promise<void>;
};

export type System = {
  readonly name: string;
  readonly what: string;
  /** Names of the scenarios it takes part in; absent: of all that it has. */
  readonly offers?: readonly string[];
  start(fixtures: Fixtures): Promise<RunningSystem>;
  /** Null where nothing outlives a start. */
  probe(fixtures: Fixtures): Promise<StartProbe>;
  /** Whether a person signs in with a password that the server itself checks. */
  readonly passwords: 'checked' | 'left to the application';
};
