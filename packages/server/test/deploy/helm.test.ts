/** The chart under deploy/helm becomes what it says, by the engine that Helm has (operations.md W-1). */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';
import { findCommand } from '../../src/commands/commands.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { missingCommand } from '../programs/installed.ts';

const root = join(import.meta.dirname, '../../../..');
const chart = join(root, 'deploy/helm/grantor');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

type Values = { readonly [name: string]: Values | string | number | boolean | readonly string[] };
type Variable = { readonly name: string; readonly value: string };
// biome-ignore lint/suspicious/noExplicitAny: what a template becomes has no type
type Thing = any;

const required = {
  baseUrl: 'https://id.example',
  existingSecret: 'grantor',
  image: { repository: 'registry.example/grantor' },
} as const;

const isTree = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const merged = (one: Values, other: Values): Values => ({
  ...one,
  ...Object.fromEntries(
    Object.entries(other).map(([name, value]) => {
      const before = one[name];
      return [name, isTree(value) && isTree(before) ? merged(before, value) : value];
    }),
  ),
});

describe('the Helm chart', { skip: missingCommand('go') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-helm-'));
  const program = join(folder, 'render');
  before(() => {
    const source = join(import.meta.dirname, 'render/main.go');
    execFileSync('go', ['build', '-o', program, source]);
  });
  after(() => rmSync(folder, { recursive: true }));

  const run = (values: Values) => {
    const given = {
      Values: merged(parse(read('deploy/helm/grantor/values.yaml')), values),
      Release: { Name: 'id', Namespace: 'auth' },
      Chart: { AppVersion: parse(read('deploy/helm/grantor/Chart.yaml')).appVersion },
    };
    return spawnSync(program, [chart], { input: JSON.stringify(given), encoding: 'utf8' });
  };
  const render = (values: Values = {}): ReadonlyMap<string, Thing> => {
    const { status, stdout, stderr } = run(merged(required, values));
    assert.equal(status, 0, stderr);
    const things = parseAllDocuments(stdout).flatMap((document) => {
      assert.deepEqual(document.errors, []);
      const thing: Thing = document.toJS();
      return thing === null ? [] : [[`${thing.kind} ${thing.metadata.name}`, thing] as const];
    });
    return new Map(things);
  };
  const podOf = (things: ReadonlyMap<string, Thing>, name = 'Deployment id-grantor'): Thing =>
    things.get(name)?.spec.template.spec;
  const environmentOf = (pod: Thing): Readonly<Record<string, string>> =>
    Object.fromEntries(pod.containers[0].env.map(({ name, value }: Variable) => [name, value]));

  /** Settings as a start would have them, each secret in the place where it is mounted. */
  const load = (pod: Thing) => {
    const mounts = pod.containers[0].volumeMounts.map(({ mountPath }: Thing) => mountPath);
    const given = Object.entries(environmentOf(pod)).map(([name, value]): [string, string] => {
      if (!value.startsWith('/run/secrets/grantor/')) return [name, value];
      assert.ok(mounts.includes('/run/secrets/grantor'));
      const file = join(folder, basename(value));
      const texts: Readonly<Record<string, string>> = {
        'database-dsn': 'postgres://grantor:x@postgres/grantor',
        'redis-url': 'rediss://redis.example',
        'smtp-url': 'smtps://mail.example',
      };
      writeFileSync(file, texts[basename(value)] ?? randomBytes(32).toString('hex'));
      return [name, file];
    });
    const loaded = loadConfiguration(Object.fromEntries(given), folder);
    assert.deepEqual(loaded.ok ? loaded.notices : loaded.problems, []);
    assert.ok(loaded.ok);
    return loaded.configuration;
  };

  it('is of the version that the server has', () => {
    const { version, appVersion } = parse(read('deploy/helm/grantor/Chart.yaml'));
    const { version: own } = JSON.parse(read('package.json'));
    assert.deepEqual([version, appVersion], [own, own]);
  });

  it('runs replicas that share a database and Redis, drain, and are no one special — operations.md W-1, operations.md Z-2', () => {
    const things = render();
    assert.deepEqual(
      [...things.keys()].sort(),
      [
        'Deployment id-grantor',
        'Deployment id-grantor-redis',
        'Job id-grantor-migrate',
        'NetworkPolicy id-grantor-redis',
        'PodDisruptionBudget id-grantor',
        'Service id-grantor',
        'Service id-grantor-redis',
      ].sort(),
    );
    const { spec } = things.get('Deployment id-grantor');
    const pod = podOf(things);
    const [container] = pod.containers;
    assert.equal(spec.replicas, 2);
    assert.equal(container.image, `registry.example/grantor:${JSON.parse(read('package.json')).version}`);
    for (const each of [
      pod,
      podOf(things, 'Job id-grantor-migrate'),
      podOf(things, 'Deployment id-grantor-redis'),
    ]) {
      assert.equal(each.securityContext.runAsNonRoot, true);
      assert.equal(each.containers[0].securityContext.readOnlyRootFilesystem, true);
    }
    const { server, database, cache, limits } = load(pod);
    assert.deepEqual([server.workers, server.shutdownDrainMilliseconds], [2, 5000]);
    assert.equal(database.target.kind, 'postgres');
    assert.deepEqual([cache.clientForm, cache.metricsForm, limits.store], ['redis-aside', 'redis', 'redis']);
    assert.equal(environmentOf(pod)['REDIS_URL'], 'redis://id-grantor-redis:6379');
    assert.ok(pod.terminationGracePeriodSeconds > 20);
  });

  it('asks and sends where something answers', () => {
    const things = render();
    const [container] = podOf(things).containers;
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
      assert.ok(['/livez', '/readyz'].includes(container[probe].httpGet.path));
    assert.equal(environmentOf(podOf(things))['SERVER_ADDR'], `0.0.0.0:${container.ports[0].containerPort}`);
    const labels = things.get('Deployment id-grantor').spec.template.metadata.labels;
    assert.deepEqual(things.get('Service id-grantor').spec.selector, labels);
    assert.deepEqual(things.get('PodDisruptionBudget id-grantor').spec.selector.matchLabels, labels);
    assert.deepEqual(
      things.get('Service id-grantor-redis').spec.selector,
      things.get('Deployment id-grantor-redis').spec.template.metadata.labels,
    );
  });

  it('brings the schema up to date before, by a command that there is', () => {
    const job = render().get('Job id-grantor-migrate');
    assert.equal(job.metadata.annotations['helm.sh/hook'], 'pre-install,pre-upgrade');
    const [program, script, command] = job.spec.template.spec.containers[0].command;
    assert.equal(program, 'node');
    assert.equal(join(root, script), join(import.meta.dirname, '../../src/main.mjs'));
    assert.notEqual(findCommand(command), undefined);
  });

  it('does without Redis, or takes one of your own', () => {
    const without = render({ redis: { enabled: false } });
    assert.equal(load(podOf(without)).limits.store, 'memory');
    assert.ok(![...without.keys()].some((name) => name.includes('redis')));
    const own = render({ redis: { urlKey: 'redis-url' } });
    assert.equal(load(podOf(own)).redis.url?.reveal(), 'rediss://redis.example');
    assert.ok(![...own.keys()].some((name) => name.includes('redis')));
  });

  it('puts PgBouncer between, scales by itself, and is reached and watched from outside', () => {
    const things = render({
      pgbouncer: { enabled: true, image: 'registry.example/pgbouncer', existingSecret: 'pgbouncer' },
      autoscaling: { enabled: true },
      ingress: { enabled: true, host: 'id.example', tlsSecret: 'id-tls' },
      metrics: { enabled: true, tokenKey: 'metrics-token', serviceMonitor: true },
      trustedProxies: '10.0.0.0/8',
      settings: { SITE_NAME: 'Northwind', MAIL_FROM: 'id@northwind.example', LOGIN_RATE_LIMIT: 7 },
      secretSettings: { SMTP_URL: 'smtp-url' },
    });
    const configuration = load(podOf(things));
    assert.deepEqual([configuration.server.siteName, configuration.metrics.enabled], ['Northwind', true]);
    assert.equal(things.get('Deployment id-grantor').spec.replicas, undefined);
    assert.equal(things.get('HorizontalPodAutoscaler id-grantor').spec.scaleTargetRef.name, 'id-grantor');
    const pooler = things.get('Deployment id-grantor-pgbouncer');
    assert.equal(pooler.spec.replicas, 2);
    assert.deepEqual(
      things.get('Service id-grantor-pgbouncer').spec.selector,
      pooler.spec.template.metadata.labels,
    );
    const [rule] = things.get('Ingress id-grantor').spec.rules;
    assert.equal(rule.http.paths[0].backend.service.name, 'id-grantor');
    const [endpoint] = things.get('ServiceMonitor id-grantor').spec.endpoints;
    assert.equal(endpoint.path, '/metrics');
  });

  it('says what has to be set, and holds no secret', () => {
    for (const [name, said] of [
      ['baseUrl', /baseUrl is required/],
      ['existingSecret', /existingSecret is required/],
      ['image', /image\.repository is required/],
    ] as const) {
      const { [name]: _, ...others } = required;
      const { status, stderr } = run(others);
      assert.notEqual(status, 0);
      assert.match(stderr, said);
    }
    assert.match(
      run(merged(required, { pgbouncer: { enabled: true } })).stderr,
      /pgbouncer\.image is required/,
    );
    assert.match(
      run(merged(required, { metrics: { enabled: true } })).stderr,
      /metrics\.tokenKey is required/,
    );
    const known = read('docs/configuration.md');
    for (const [name, value] of Object.entries(environmentOf(podOf(render())))) {
      assert.ok(known.includes(`\`${name.replace(/_FILE$/, '')}\``), name);
      if (/SECRET|PASSWORD|DSN/.test(name)) assert.match(value, /^\/run\/secrets\//);
    }
  });
});
