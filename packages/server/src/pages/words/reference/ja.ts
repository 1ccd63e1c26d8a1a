import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const ja: Words<typeof en> = {
  reference_title: 'API リファレンス',
  reference_lead: 'このサーバーが応答するすべて: 受け取るもの、返すもの、コピーして使える呼び出し。',
  reference_search: 'パスまたは語句で検索',
  reference_groups: '操作のグループ',
  reference_schemas: 'スキーマ',
  reference_parameters: 'パラメーター',
  reference_body: '本文',
  reference_answers: '応答',
  reference_call: '呼び出し',
  reference_example: '返される内容',
  reference_required: '必須',
  reference_needs_administrator: '{scope} を持つアクセストークンが必要です。',
  reference_needs_client: 'クライアントが自らを認証します。',
  reference_needs_token: 'アクセストークンが必要です。',
  reference_needs_registration: '登録が公開されていない場合は、登録トークンが必要です。',
  reference_needs_metrics: 'METRICS_TOKEN が設定されていれば必要です。',
  reference_needs_nobody: 'だれでも利用できます。',
};
