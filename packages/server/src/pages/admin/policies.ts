import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { emptyState } from '../parts/empty.ts';
import { namesOf } from '../parts/names.ts';
import { type Text, textIn } from '../text/catalogue.ts';
import { type DetailsTypesModel, detailsTypeList, detailsTypesPath, policiesPath } from './details-types.ts';

/** What stands on the page of policies. */
export type ListedKind = 'trusted_issuer' | 'exchange_rule';

/** What is declared by its members. */
export type RecordKind = ListedKind | 'credential_configuration';

export type PolicyRow = {
  readonly path: string;
  readonly id: string;
  /** What it is about: each is a message `policy_about_…`. */
  readonly about: 'assertion' | 'id_jag' | 'workload' | 'impersonation' | 'delegation' | 'elsewhere';
  /** The issuer, or the client. */
  readonly who: string;
  /** null: not limited here. */
  readonly scopes: readonly string[] | null;
};

export type PoliciesModel = Readonly<Record<ListedKind, readonly PolicyRow[]>> & {
  readonly details: DetailsTypesModel;
};

export const policyPaths = {
  trusted_issuer: `${policiesPath}/trusted-issuers`,
  exchange_rule: `${policiesPath}/exchange-rules`,
  credential_configuration: '/admin/credentials/configurations',
} as const;

/** Where records of the kind are listed. */
export const policyHome = (kind: RecordKind) =>
  kind === 'credential_configuration'
    ? ({ path: '/admin/credentials', title: 'credentials_title' } as const)
    : ({ path: policiesPath, title: 'policies_title' } as const);

/** What administrators lay down beside clients and resources. product §12.3 */
export function policiesPage(model: PoliciesModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const content = html`${section('details', detailsTypeList(model.details, frame), text)}
${section('trusted_issuer', records('trusted_issuer', model, text), text)}
${section('exchange_rule', records('exchange_rule', model, text), text)}`;
  const page = { title: text('policies_title'), section: policiesPath, lead: text('policies_lead') } as const;
  return consoleLayout({ ...page, content }, frame);
}

type Kind = ListedKind | 'details';

const newOf = (kind: Kind, text: Text): { readonly path: string; readonly label: string } =>
  kind === 'details'
    ? { path: detailsTypesPath, label: text('details_new') }
    : { path: policyPaths[kind], label: text(`policy_new_${kind}`) };

function section(kind: Kind, list: Html, text: Text): Html {
  const { path, label } = newOf(kind, text);
  return html`<section class="stack" aria-labelledby="${kind}-title"><div class="block-head"><h2 id="${kind}-title" class="part-title">${text(`policies_${kind}`)}</h2><a class="button small" href="${path}/new">${label}</a></div>
<p class="quiet">${text(`policies_${kind}_lead`)}</p>
${list}</section>`;
}

const emptyIcons = { trusted_issuer: icons.shield, exchange_rule: icons.key } as const;

function records(kind: ListedKind, model: PoliciesModel, text: Text): Html {
  const rows = model[kind];
  if (rows.length === 0)
    return emptyState(emptyIcons[kind], {
      title: text(`policies_${kind}_none`),
      sentence: text('policies_none'),
    });
  const heading = (label: string) => html`<th scope="col">${label}</th>`;
  return html`<div class="panel listing"><table class="list"><caption class="visually-hidden">${text(`policies_${kind}`)}</caption>
<thead><tr>${heading(text('policy_one'))}${heading(text(`policy_who_${kind}`))}${heading(text('resource_scopes'))}<th scope="col"><span class="visually-hidden">${text('actions')}</span></th></tr></thead>
<tbody>${rows.map((row) => rowOf(row, kind, text))}</tbody></table></div>`;
}

const rowOf = ({ path, id, about, who, scopes }: PolicyRow, kind: ListedKind, text: Text): Html =>
  html`<tr><th scope="row"><span class="cell-name"><a href="${path}">${id}</a></span><span class="cell-below">${text(`policy_about_${about}`)}</span></th>
<td data-label="${text(`policy_who_${kind}`)}"><code>${who}</code></td>
<td data-label="${text('resource_scopes')}">${namesOf(scopes ?? [])}</td>
<td class="act"><a class="button small revoke" href="${path}/delete">${text('client_delete')}<span class="visually-hidden"> · ${id}</span></a></td></tr>`;
