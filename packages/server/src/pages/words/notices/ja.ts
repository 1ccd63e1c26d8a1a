import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const ja = {
  profile_mail: 'あなたへのメッセージ',
  profile_mail_to: '{address} に送信されます。',
  profile_mail_nowhere: '確認済みのメールアドレスがないため、何も送信されません。',
  profile_mail_fixed:
    'アカウントを守るため必ず送信されるもの：パスワード、メールアドレス、第 2 要素の変更と、アカウント悪用の兆候。',
  notice_new_browser: '新しいブラウザーからのサインイン',
  notice_connections: 'アカウントの接続と切断',
  notice_apps: 'アプリケーションに関する決定',
  notice_digest: '管理者の対応が必要なこと（1 日 1 回まで）',
  notices_save: '選択を保存',
  done_notices_saved: '選択を保存しました。',
  confirm_address_title: 'メールアドレスの確認',
  confirm_address_lead:
    '{address} にメッセージを送信しました。リンクを開くか、記載のコードを入力してください。',
  confirm_address_unsent: '{address} は確認されていません。',
  confirm_address_code: '8 桁のコード',
  confirm_address_submit: 'アドレスを確認',
  confirm_address_send: 'メッセージを送信',
  confirm_address_send_again: 'もう一度送信',
  done_address_confirmed: 'メールアドレスを確認しました。',
  done_verification_asked: 'この 1 時間に多すぎなければ、メッセージを送信しました。',
  problem_mail_code: 'コードが誤っているか、無効です。5 回間違えた場合は、もう一度送信してください。',
} satisfies Words<typeof en>;
