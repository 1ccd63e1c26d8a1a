import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const ja = {
  mail_factor_added_subject: '{site} に第 2 要素が追加されました',
  mail_factor_added_lead: 'アカウント {name} に新しい第 2 要素が追加されました：{what}。',
  mail_factor_removed_subject: '{site} の第 2 要素が削除されました',
  mail_factor_removed_lead: 'アカウント {name} の第 2 要素が削除されました：{what}。',
  mail_factor_totp: '認証アプリ',
  mail_factor_passkey: 'パスキーまたはセキュリティキー',
  mail_recovery_codes_made_subject: '{site} で新しいリカバリーコードが作成されました',
  mail_recovery_codes_made_lead:
    'アカウント {name} に新しいリカバリーコードが作成されました。以前のコードは使えません。',
  mail_factors_reset_subject: '{site} の第 2 要素がすべて削除されました',
  mail_factors_reset_lead:
    '管理者がアカウント {name} の第 2 要素をすべて削除しました。すべての場所でサインアウトされています。',
  mail_connection_added_subject: '{site} へのサインイン方法が追加されました',
  mail_connection_added_lead: 'アカウント {name} に {provider} を通じてサインインできるようになりました。',
  mail_connection_removed_subject: '{site} へのサインイン方法が削除されました',
  mail_connection_removed_lead: 'アカウント {name} には {provider} を通じてサインインできなくなりました。',
  mail_refresh_reused_subject: '安全のため {client} は {site} からサインアウトされました',
  mail_refresh_reused_lead:
    '{client} がアカウント {name} を使うための鍵が、コピーされたかのように 2 度提示されました。アプリケーションのアクセスは取り消され、もう一度サインインを求められます。',
  mail_code_replayed_subject: '{site} による {client} へのサインインが取り消されました',
  mail_code_replayed_lead:
    'アカウント {name} の {client} へのサインインコードが、傍受されたかのように 2 度提示されました。アプリケーションのアクセスは取り消され、もう一度サインインを求められます。',
  mail_misuse_not_you:
    'アプリケーションの不具合の可能性もあります。繰り返し起こる場合は提供元に問い合わせ、アカウントを使えるものを確認してください。',
  mail_account_locked_subject: '{site} でパスワードの誤入力が続きました',
  mail_account_locked_lead:
    'アカウント {name} に対して誤ったパスワードまたはコードが何度も試されたため、未知のブラウザーからのサインインを一時停止しています。',
  mail_account_locked_not_you:
    'ご本人の場合は 15 分お待ちください。そうでない場合も侵入はされていません。長いパスワードと第 2 要素が守ります。',
  mail_app_approved_subject: '{client} が {site} で承認されました',
  mail_app_approved_lead:
    '管理者があなたのアプリケーション {client} を承認しました。サインインに使えるようになりました。',
  mail_app_declined_subject: '{client} は {site} で却下されました',
  mail_app_declined_lead:
    '管理者があなたのアプリケーション {client} を却下しました。サインインには使えません。',
  mail_change_accepted_subject: '{site} での {client} の変更が承認されました',
  mail_change_accepted_lead: '管理者が {client} の変更を承認しました。変更は有効になっています。',
  mail_change_declined_subject: '{site} での {client} の変更は却下されました',
  mail_change_declined_lead: '管理者が {client} の変更を却下しました。以前のまま動作します。',
  mail_app_not_you: 'お心当たりのないアプリケーションの場合は、管理者に知らせてください。',
  mail_digest_subject: '{site} は管理者の対応を必要としています',
  mail_digest_lead: '{site} の管理者の対応が必要です：',
  mail_digest_not_you: 'この状態が続く間、1 日に 1 回まで送信されます。プロフィールで止められます。',
  mail_digest_provider:
    '{provider} はサインイン方法として有効ですが、許可リストが空のため誰もサインインできません。',
  mail_digest_keys: '署名鍵のローテーションの期限が過ぎています。',
  mail_digest_audit: '監査イベントを書き込めず、失われたものがあります。',
  mail_digest_cleanup: '期限切れデータの削除が 1 日以上失敗しています。',
  mail_sign_in_code_subject: '{site} のサインインコード',
  mail_sign_in_code_lead:
    'アカウント {name} にサインインするためのコードが要求されました。要求したブラウザーに入力してください。',
  mail_sign_in_code_not_you:
    '心当たりがない場合は無視し、コードを誰にも教えないでください。当方からコードを尋ねることはありません。',
  mail_code: 'コード：{code}',
  mail_code_until: 'コードは {until} まで 1 回使えます。',
  mail_code_elsewhere:
    'リンクが別の端末で開く場合は、代わりにこのコードをプロフィールページに入力してください：{code}',
  mail_sign_up_subject: '{site} のためにアドレスを確認してください',
  mail_sign_up_lead: 'このアドレスで {site} のアカウントが申し込まれました。確認すると作成されます。',
  mail_sign_up_action: '確認してアカウントを作成',
  mail_sign_up_not_you: '心当たりがない場合は無視してください。アカウントは作成されません。',
  mail_sign_up_known_subject: '{site} のアカウントはすでにあります',
  mail_sign_up_known_lead:
    'このアドレスで {site} のアカウントが申し込まれましたが、アカウント {name} がすでに使っているため作成されませんでした。',
  mail_sign_up_known_action: 'サインイン',
  mail_sign_up_known_not_you:
    'パスワードを忘れた場合は、サインインページで新しく設定してください。心当たりがない場合は無視してください。',
  mail_sign_up_approved_subject: '{site} のアカウントが使えるようになりました',
  mail_sign_up_approved_lead:
    '管理者がアカウントを承認しました。ユーザー名は {name}、パスワードはお選びになったものです。',
  mail_sign_up_declined_subject: '{site} のアカウントは作成されませんでした',
  mail_sign_up_declined_lead:
    '管理者が {name} という名前で申し込まれたアカウントを却下しました。入力内容は削除されました。',
  mail_why_address:
    'このメッセージは、{site} でこのアドレスが入力されたため {address} に自動送信されました。',
  mail_see_factors: '第 2 要素を確認する',
  mail_see_connections: '接続を確認する',
  mail_see_authorizations: 'アカウントを使えるものを確認する',
  mail_see_activity: 'アカウントのアクティビティを確認する',
  mail_see_app: 'アプリケーションを見る',
  mail_see_administration: '管理画面を開く',
  mail_not_expected: '心当たりがない場合は、管理者に問い合わせてください。',
  mail_security_not_you:
    'ご本人の場合は何もする必要はありません。そうでない場合は、すぐにパスワードを変更し、心当たりのないものを削除してください。',
} satisfies Words<typeof en>;
