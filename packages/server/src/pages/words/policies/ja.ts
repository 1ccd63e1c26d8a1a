import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const ja = {
  policies_title: 'ポリシー',
  policies_lead:
    '認可の詳細の種類です。特定の相手への特定の金額の支払いなど、スコープでは表せない権限を扱います。',
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
} satisfies Words<typeof en>;
