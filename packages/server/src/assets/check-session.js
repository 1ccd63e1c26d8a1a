/*
 * OpenID Connect Session Management 1.0 §3.2: tells the page around this one whether the session of the browser is
 * still that of the answer it got. Whoever cannot say which answer learns nothing: without one, all has changed.
 */
(() => {
  const cookie = `${document.documentElement.dataset.cookie}=`;

  const heldState = () =>
    document.cookie
      .split('; ')
      .find((pair) => pair.startsWith(cookie))
      ?.slice(cookie.length);

  const digestOf = async (text) => {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
    const letters = btoa(String.fromCharCode(...new Uint8Array(digest)));
    return letters.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  };

  const judge = async (asked, origin) => {
    if (typeof asked !== 'string' || asked.length > 4096) return 'error';
    const [clientId, sessionState, ...rest] = asked.split(' ');
    const [digest, salt, ...more] = (sessionState ?? '').split('.');
    if (!clientId || !digest || !salt || rest.length > 0 || more.length > 0) return 'error';
    const state = heldState();
    if (state === undefined) return 'changed';
    const expected = await digestOf([clientId, origin, state, salt].join(' '));
    return expected === digest ? 'unchanged' : 'changed';
  };

  addEventListener('message', async ({ data, origin, source }) => {
    // A page without an origin cannot be answered alone
    if (source === null || origin === 'null') return;
    const answer = await judge(data, origin).catch(() => 'error');
    source.postMessage(answer, origin);
  });
})();
