import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const ja = {
  policies_title: 'ポリシー',
  policies_lead:
    'アプリがスコープのほかに要求できるもの、本人のほかに誰の言葉を受け入れるか、誰がトークンを別のトークンに交換できるかを決めます。',
  policies_details: '認可の詳細の種類',
  policies_details_lead: '特定の相手への特定の金額の支払いなど、スコープでは表せない権限を扱います。',
  details_search: '種類の先頭部分',
  details_empty_title: '種類はまだありません',
  details_empty: '種類を登録すると、アプリケーションが一件ごとに要求できるようになります。',
  details_new: '新しい種類',
  details_create: '種類を作成',
  details_one: '種類',
  details_type: '種類',
  details_type_hint: '要求で使われる名前です。例：{short}、{long}。後から変更できません。',
  details_title: '許可する内容の説明',
  details_schema: 'オブジェクトの JSON Schema',
  details_schema_hint:
    '{object} 型で、すべての箇所で {additional} を {no} にします。{type} と {locations} は別途検査されます。',
  details_labels: '値の名前',
  details_labels_hint: '一行に一つ、「パス = 名前」と書きます。パスは名前を点でつないだものです。',
  details_locations: '場所',
  details_locations_hint:
    'オブジェクトが指定できる場所です。空欄の場合、クライアントが要求できるすべてのリソースです。',
  details_languages: '他の言語',
  details_conflict:
    'この種類は別の人によって変更されました。現在保存されている内容と入力内容を下に並べています。入力内容はまだ保存されていません。置き換えるには、もう一度保存してください。',
  details_try: '試す',
  details_object: 'オブジェクト',
  details_try_hint: '要求で送られる形のオブジェクトです。実際には何も起こりません。',
  details_try_right: 'このオブジェクトを含む要求は受け付けられます。',
  details_try_wrong: 'このオブジェクトを含む要求は拒否されます。',
  details_try_shown: '次のように表示されます：',
  delete_details_title: '{type} を削除しますか？',
  delete_details_consequence: '今後は要求できなくなり、許可された内容は次のトークンから失われます。',
  done_details_saved: '種類を保存しました。',
  done_details_deleted: '種類を削除しました。',
  policies_trusted_issuer: '信頼する発行者',
  policies_trusted_issuer_lead:
    '署名付きの証明により、誰にも確認せずにここでトークンを得られる、ほかのサインインシステムやプラットフォームです。',
  policies_exchange_rule: '交換ルール',
  policies_exchange_rule_lead:
    'ある人のトークンを別のリソースのトークンに交換できるアプリです。ルールで許可されていないものは拒否されます。',
  policies_trusted_issuer_none: '信頼する発行者はまだありません',
  policies_exchange_rule_none: '交換ルールはまだありません',
  policies_none: '追加するまで、この種のものは受け付けません。',
  policy_new_trusted_issuer: '新しい信頼する発行者',
  policy_new_exchange_rule: '新しい交換ルール',
  policy_one: 'レコード',
  policy_who_trusted_issuer: '発行者',
  policy_who_exchange_rule: 'アプリ',
  policy_about_assertion: '1 つのアプリのための人',
  policy_about_id_jag: '企業の人 (ID-JAG)',
  policy_about_workload: 'プラットフォームのサービス',
  policy_about_impersonation: '本人として動作',
  policy_about_delegation: '本人のために動作し、名前が示される',
  policy_about_elsewhere: 'ほかのサーバーに対して本人を証明してもらう (ID-JAG)',
  policy_declaration: '宣言',
  policy_declaration_hint: 'ブートストラップファイルと同じ項目の JSON。',
  policy_warning_trusted_issuer:
    'この発行者の鍵を持つ者は、この宣言が許す範囲で、利用者のトークンを得られます。',
  policy_warning_exchange_rule:
    'アプリは、このリソースについて確認されていない人のトークンを、このルールが許す範囲で得ます。',
  policy_taken: 'この ID のレコードはすでにあります。',
  policy_conflict:
    'その間に誰かがこのレコードを変更しました。両方の版を下に示します。もう一度保存すると、保存済みの版を置き換えます。',
  delete_policy_title: '{policy} を削除しますか？',
  delete_policy_consequence:
    '今後、これによって新しく受け付けるものはありません。これから生じたトークンは、期限が切れるか誰かが終了するまで有効です。',
  done_policy_saved: 'レコードを保存しました。今から有効です。',
  done_policy_deleted: 'レコードを削除しました。',
} satisfies Words<typeof en>;
