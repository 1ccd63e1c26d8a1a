/**
 * A database as large as an installation gets, made by the database itself: the same statements for SQLite and
 * PostgreSQL. What stands in it is made up, but spread as it would be: keys in no order, most of it over, some people
 * and clients with far more than the others.
 */

export type Sizes = {
  readonly users: number;
  readonly clients: number;
  /** Families and stored access tokens together. */
  readonly tokens: number;
  readonly auditRows: number;
};

/** What product.md §17 names, and as many entries of the audit log. */
export const largeSizes: Sizes = { users: 10_000, clients: 1_000, tokens: 1_000_000, auditRows: 1_000_000 };

/** One person, to whom a thousandth of all tokens belongs, and one client with a fiftieth; both are there before. */
export type Busiest = {
  readonly userId: string;
  readonly username: string;
  readonly clientId: string;
};

/** The statements, in order; `now` in epoch seconds. */
export function fillingStatements(sizes: Sizes, busiest: Busiest, now: number): readonly string[] {
  const tokens = Math.floor(sizes.tokens / 2);
  const every = Math.min(1000, Math.max(20, tokens / 500));
  const ago = (column: string, seconds: number): string => `(${now} - ${spread(column)} % ${seconds})`;
  /** The later, the higher: as rows come, and most of them long ago. */
  const since = (seconds: number, most: number): string =>
    `(${now} - ${seconds} + i * ${seconds} / ${most + 1})`;
  const userId = ofBusiest(
    busiest.userId,
    `'person-' || (${spread('i')} % ${sizes.users} + 1)`,
    `i % ${every} = 7`,
  );
  const username = ofBusiest(
    busiest.username,
    `'user' || (${first} + ${spread('i')} % ${sizes.users} + 1)`,
    `i % ${every} = 7`,
  );
  const clientId = ofBusiest(
    busiest.clientId,
    `'client-' || (${spread('i + 5')} % ${sizes.clients} + 1)`,
    'i % 50 = 3',
  );
  const consents = sizes.users * 5;
  const sessions = sizes.users * 2;
  return [
    `update client set owner_id = '${busiest.userId}' where id = '${busiest.clientId}'`,
    `insert into user_account (id, username, email, email_folded, email_verified_at, role, auth_source, name_folded,
        claims, disabled_at_ms, created_at, updated_at, last_sign_in_at, version)
      ${numbers(sizes.users)} select 'person-' || i, 'user' || (${first} + i), 'user' || (${first} + i) || '@users.example',
        'user' || (${first} + i) || '@users.example', ${now}, case when i % 500 = 0 then 'admin' else 'user' end, 'local',
        'given' || (i % 97) || ' family' || i, '{"name":"Given' || (i % 97) || ' Family' || i || '"}',
        case when i % 40 = 0 then ${now}000 end, ${ago('i', 3 * year)}, ${now}, ${ago('i', 90 * day)}, 1 from n`,
    `insert into client (id, name, source, status, settings, secrets, used_at, seen_at, created_at, updated_at, version)
      ${numbers(sizes.clients)} select 'client-' || i, 'Application ' || i,
        case i % 4 when 0 then 'administrator' when 1 then 'dynamic' when 2 then 'document' else 'app' end,
        case when i % 20 = 0 then 'pending' when i % 33 = 0 then 'inactive' else 'active' end, '{}', '[]',
        ${ago('i', 30 * day)}, ${ago('i', 30 * day)}, ${ago('i', year)}, ${now}, 1 from n`,
    `insert into client_document (url, text, origin, fresh_until_ms, fetched_at_ms)
      ${numbers(sizes.clients)} select 'https://app' || i || '.example/client.json', '{}', 'live', ${now}000, ${now}000 from n`,
    `insert into resource (uri, name, settings, created_at, updated_at)
      ${numbers(100)} select 'https://api' || i || '.example/', 'Interface ' || i, '{}', ${now}, ${now} from n`,
    `insert into free_standing_scope (name, settings, created_at, updated_at)
      ${numbers(100)} select 'reports-' || i, '{"description":"Read report ' || i || '","isDefault":false,"isRestricted":false,"implies":[]}', ${now}, ${now} from n`,
    `insert into details_type (id, title, labels, json_schema, locations, created_at, updated_at)
      ${numbers(100)} select 'type-' || i, '{"text":"Access ' || i || '"}', '[]',
        '{"type":"object","additionalProperties":false}', null, ${now}, ${now} from n`,
    `insert into trusted_issuer (id, settings, created_at, updated_at)
      ${numbers(100)} select 'issuer-' || i, '{"issuer":"https://idp' || i || '.example","kind":"id-jag","keys":{"kind":"discovery"}}', ${now}, ${now} from n`,
    `insert into exchange_rule (id, settings, created_at, updated_at)
      ${numbers(100)} select 'rule-' || i, '{"client":"client-' || i || '","subject":"access_token","mode":"impersonation",' ||
        '"audiences":["https://api1.example/"],"scopes":["read"]}', ${now}, ${now} from n`,
    `insert into browser_session (hash, user_id, sid_seed, auth_time, acr, amr, created_at, last_seen_at, expires_at, user_agent, address)
      ${numbers(sessions)} select 'session-' || ${spread('i')}, 'person-' || (i % ${sizes.users} + 1), 'seed', ${now}, '1', '["pwd"]',
        ${ago('i', 6 * hour)}, ${now} - i % 900, ${now} + i % 40000, 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', '192.0.2.' || (i % 250) from n`,
    `insert into consent (user_id, client_id, scope, resources, claims, terms, given_at_ms)
      ${numbers(consents)} select ${ofBusiest(busiest.userId, `'person-' || (i % ${sizes.users} + 1)`, `i > ${consents - Math.min(50, sizes.clients)}`)},
        'client-' || (${spread('i / 10')} % ${sizes.clients} + 1), '["openid","profile"]', '[]', '[]', '[]', ${ago('i', year)} * 1000 + i % 1000 from n
      where true on conflict do nothing`,
    `insert into consent (user_id, client_id, scope, resources, claims, terms, given_at_ms)
      select id, '${busiest.clientId}', '["openid","profile"]', '[]', '[]', '[]', ${now}000
      from user_account where true on conflict do nothing`,
    `insert into family (id, origin, client_id, user_id, scope, resources, claims, auth_time, acr, amr, started_at_ms,
        refresh_ends_at, expires_at, expires_day, refresh_key_hash, refresh_hash, rotated, refresh_expires_at, last_used_at_ms,
        revoked_at_ms, paused_at_ms)
      ${numbers(tokens)}, f as (select i, ${since(60 * day, tokens)} as began from n)
      select 'family-' || ${spread('i')}, case when i % 10 = 0 then 'device_code' else 'authorization_code' end, ${clientId}, ${userId},
        '["openid","profile","offline_access"]', '[]', '{"userinfo":{},"idToken":{}}', began, '1', '["pwd"]', began * 1000 + i % 1000,
        began + ${90 * day}, began + ${30 * day}, (began + ${30 * day}) / ${day} + 1, 'key-' || ${spread('i')}, 'current-' || ${spread('i')}, '[]',
        began + ${30 * day}, case when i % 3 = 0 then null else (began + i % 3600) * 1000 end,
        case when i % 9 = 0 then (began + 60) * 1000 end, case when i % 1000 = 1 then (began + 60) * 1000 end from f`,
    `insert into opaque_token (hash, token_id, client_id, user_id, family_id, scope, audience, auth_time, acr, amr, issued_at_ms, expires_at, paused_at_ms)
      ${numbers(tokens)} select 'token-' || ${spread('i')}, 'jti-' || ${spread('i')}, ${clientId},
        case when i % 5 = 0 then null else ${userId} end, case when i % 5 = 0 then null else 'family-' || ${spread('i')} end,
        '["openid","profile"]', '["https://api.example/"]', ${now}, '1', '["pwd"]', ${since(2 * hour, tokens)} * 1000 + i % 1000,
        ${since(2 * hour, tokens)} + 3600, case when i % 2000 = 1 then ${now}000 end from n`,
    `insert into revoked_token (token_id, expires_at)
      ${numbers(Math.floor(tokens / 100))} select 'jti-' || ${spread('i * 100')}, ${now} + 3600 from n`,
    `insert into audit_event (id, event_type, event_at_ms, severity, actor_user_id, actor_username, actor_ip, actor_client_id,
        resource_type, resource_id, resource_name, action, details, success, user_agent, request_path, request_method, request_id)
      ${numbers(sizes.auditRows)} select 'event-' || (${first * 10} + i),
        case when i % 10 < 5 then 'TOKEN_REFRESHED' when i % 10 < 8 then 'ACCESS_TOKEN_ISSUED' when i % 10 = 8 then 'AUTHENTICATION_SUCCESS'
          when i % 20 = 9 then 'AUTHENTICATION_FAILURE' else 'USER_UPDATED' end,
        ${since(90 * day, sizes.auditRows)} * 1000 + i % 1000, case when i % 20 = 9 then 'WARNING' else 'INFO' end,
        ${userId}, ${username}, '192.0.2.' || (i % 250), ${clientId},
        case when i % 10 = 8 then 'USER' else 'TOKEN' end, 'family-' || ${spread('i')}, 'Application ' || (i % ${sizes.clients}), 'refresh', '{"scope":["openid"]}',
        case when i % 20 = 9 then 0 else 1 end, 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', '/oauth/token', 'POST', 'request-' || i from n`,
    // As many as one day has: earlier days are closed
    `insert into daily_count (day, kind, name, count) ${numbers(sizes.clients)}
      select ${Math.floor(now / day)} - i % 2, 'client', 'client-' || i, 1000 + i from n`,
    `insert into daily_count (day, kind, name, count) ${numbers(30)}
      select ${Math.floor(now / day)} - i + 1, 'event', 'AUTHENTICATION_SUCCESS INFO 1', 1000 + i from n`,
    `insert into daily_count (day, kind, name, count) ${numbers(28)}
      select ${Math.floor(now / day)} - i - 1, 'people', '', ${sizes.users} from n`,
    `insert into daily_person (day, user_id) ${numbers(2)}
      select ${Math.floor(now / day)} - i + 1, user_account.id from n cross join user_account`,
    `insert into mail_message (id, kind, user_id, address, address_folded, languages, facts, asked_by, attempts, created_at, sent_at)
      ${numbers(sizes.users)} select 'message-' || ${spread('i')}, 'password_changed', 'person-' || i, 'x', 'x', '[]', '{}', 'server', 1, ${now} - i, ${now} from n`,
    `insert into logout_notice (id, client_id, user_id, sid, uri, attempts, created_at, next_attempt_at, delivered_at)
      ${numbers(sizes.users)} select 'notice-' || ${spread('i')}, 'client-1', 'person-' || i, 'x', 'https://app1.example/', 1, ${now} - i, ${now}, ${now} from n`,
  ];
}

const hour = 3600;
const day = 24 * hour;
const year = 365 * day;

/** User names have as many digits, however many there are. */
const first = 1_000_000;

const numbers = (most: number): string =>
  `with recursive n(i) as (select cast(1 as bigint) union all select i + 1 from n where i < ${most})`;

/** A number for each other one, in no order, and none twice (the generator of Park and Miller). */
const spread = (number: string): string => `((${number}) * 48271 % 2147483647)`;

const ofBusiest = (theirs: string, others: string, when: string): string =>
  `case when ${when} then '${theirs}' else ${others} end`;
