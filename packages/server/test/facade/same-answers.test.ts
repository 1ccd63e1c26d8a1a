import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { declarations } from '../authlete/world.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { asResource, type Server, scenarios, type Told } from './scenarios.ts';
import { clientCredentials, type FacadeWorld, password, startFacadeWorld } from './world.ts';

let own: TestServer;
let both: FacadeWorld;
let [native, facade]: Server[] = [];

before(async () => {
  own = await startTestServer({ bootstrap: declarations });
  both = await startFacadeWorld();
  const person = declarations.users[0];
  native = { origin: own.origin, password: person?.password ?? '', introspector: clientCredentials };
  facade = { origin: both.facade.origin, password, introspector: asResource };
});
after(async () => {
  await both.stop();
  await own.stop();
});

/** Intended, each for its reason; anything else is a fault. docs/another-engine.md tells operators. */
const differences: readonly { readonly why: string; readonly seen: RegExp }[] = [
  {
    why: 'whoever is refused at /userinfo reads so in the challenge alone (federation-vci-authlete.md §3.2 7 and 8)',
    seen: /^\d+ GET \/api\/userinfo (?:headers: \{"content-type":"application\/json",(.*)\} ≠ \{\1\}|members: \{"error":.*\} ≠ \{\})$/,
  },
  {
    why: 'without a token the challenge is the name of the scheme (federation-vci-authlete.md ATL-15)',
    seen: /"www-authenticate":"Bearer realm=\\"grantor\\", DPoP algs=.*"\} ≠ .*"www-authenticate":"Bearer"\}$/,
  },
  {
    why: 'without a token nothing is said but that (RFC 6750 §3.1)',
    seen: /^\d+ GET \/api\/gm members: \{"error":"missing_token","error_description":"string"\} ≠ \{\}$/,
  },
  {
    why: 'a grant that is not there is told by a challenge, too (federation-vci-authlete.md §3.2 14)',
    seen: /^\d+ GET \/api\/gm headers: (.*)\} ≠ \1,"www-authenticate":"Bearer realm=\\"grantor\\", error=\\"not_found\\", error_description"\}$/,
  },
  {
    why: 'the API is not told in which scheme a token came, so a missing proof is told as a bound token (federation-vci-authlete.md §3.2 7)',
    seen: /^\d+ GET \/api\/userinfo headers: .*DPoP error=\\"invalid_dpop_proof\\".* ≠ .*DPoP error=\\"invalid_token\\"/,
  },
  {
    why: 'people of a front-end have no user name here (federation-vci-authlete.md ATL-25)',
    seen: /^\d+ \/api\/introspection members: (.*),"username":"string"\} ≠ \1\}$/,
  },
];

const different = (one: readonly Told[], other: readonly Told[]) =>
  one.flatMap((told, index) => {
    const twin = other[index];
    return (['step', 'status', 'headers', 'members'] as const).flatMap((part) => {
      const [a, b] = [JSON.stringify(told[part]), JSON.stringify(twin?.[part])];
      return a === b ? [] : [`${index} ${told.step} ${part}: ${a} ≠ ${b}`];
    });
  });

describe('one list of scenarios, whatever engine answers — federation-vci-authlete.md ATL-28', () => {
  const seen = new Set<string>();
  for (const { name, run } of scenarios) {
    it(name, async () => {
      assert.ok(native !== undefined && facade !== undefined);
      const [one, other] = [await run(native), await run(facade)];
      assert.equal(one.length, other.length);
      const found = different(one, other).filter((line) => {
        const known = differences.find(({ seen: pattern }) => pattern.test(line));
        if (known !== undefined) seen.add(known.why);
        return known === undefined;
      });
      assert.deepEqual(found, []);
    });
  }

  it('differs in all that is said to differ', () => {
    assert.deepEqual(
      differences.map(({ why }) => why).filter((why) => !seen.has(why)),
      [],
    );
  });
});
