import type { FormPostModel } from './form-post.ts';
import { type Html, html, safeHref } from './markup/html.ts';
import { hiddenFields } from './parts/form.ts';

/**
 * The form that carries an authorization response, as a document that stands alone: a front-end hands it on as it is
 * (federation-vci-authlete.md ATL-26). Throws for a redirect URI no form can reach.
 */
export function formPostDocument({ redirectUri, parameters }: FormPostModel): Html {
  const address = safeHref(redirectUri);
  if (address === undefined) throw new Error('form_post needs an http or https redirect URI');
  return html`<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Continue</title></head>
<body onload="javascript:document.forms[0].submit()">
<form method="post" action="${address}">
${hiddenFields(parameters)}
<noscript><button type="submit">Continue</button></noscript>
</form>
</body>
</html>`;
}
