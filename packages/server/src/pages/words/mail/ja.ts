import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const ja = {
  mail_forgot_password_subject: '{site} の新しいパスワードの設定',
  mail_forgot_password_lead: 'アカウント {name} の新しいパスワードを設定する依頼がありました。',
  mail_forgot_password_action: '新しいパスワードを設定する',
  mail_forgot_password_not_you:
    '心当たりがない場合は、このメールを無視してください。パスワードは変わりません。',
  mail_invitation_subject: '{site} のアカウントについて',
  mail_invitation_lead: '管理者があなたのためにアカウント {name} を作成しました。',
  mail_invitation_action: 'パスワードを決める',
  mail_invitation_not_you: '心当たりがない場合は、このメールを無視してください。',
  mail_password_reset_subject: '{site} のパスワードがリセットされました',
  mail_password_reset_lead:
    '管理者がアカウント {name} のパスワードをリセットしました。すべての場所でサインアウトされています。',
  mail_password_reset_action: '新しいパスワードを決める',
  mail_password_reset_not_you: '心当たりがない場合は、管理者にお問い合わせください。',
  mail_verify_address_subject: '{site} のメールアドレスの確認',
  mail_verify_address_lead:
    'アカウント {name} にこのアドレスが登録されました。ご自身のものであることを確認してください。',
  mail_verify_address_action: 'このアドレスを確認する',
  mail_verify_address_not_you:
    'このアカウントに心当たりがない場合は、このメールを無視してください。何も確認されません。',
  mail_address_changed_subject: '{site} のメールアドレスが変更されました',
  mail_address_changed_lead: 'アカウント {name} のアドレスが変更されました: {other}',
  mail_address_changed_removed: 'アカウント {name} のアドレスは削除されました。',
  mail_address_changed_action: '変更を取り消す',
  mail_address_changed_not_you: '心当たりがない場合は、変更を取り消し、新しいパスワードを設定してください。',
  mail_password_changed_subject: '{site} のパスワードが変更されました',
  mail_password_changed_lead: 'アカウント {name} のパスワードが変更されました。',
  mail_password_changed_action: '自分ではない場合: 新しいパスワードを設定する',
  mail_password_changed_not_you:
    'ご自身によるものであれば、何もする必要はありません。そうでない場合は、すぐに新しいパスワードを設定してください。',
  mail_new_browser_subject: '{site} への新しいサインイン',
  mail_new_browser_lead:
    'これまで使われていないブラウザーから、アカウント {name} へのサインインがありました。',
  mail_new_browser_action: 'サインイン中の場所を見る',
  mail_new_browser_not_you:
    'ご自身によるものであれば、何もする必要はありません。そうでない場合は、そのセッションを終了し、パスワードを変更してください。',
  mail_until: 'このリンクは {until} まで、一度だけ使えます。',
  mail_copy: 'または、このアドレスをブラウザーにコピーしてください:',
  mail_when: '日時: {when}',
  mail_from: 'ネットワークアドレス: {address}',
  mail_by: 'ブラウザー: {browser}',
  mail_why: 'このメールは、{site} のアカウント {name} について {address} に自動的に送信されました。',
  forgot_link: 'パスワードをお忘れですか？',
  forgot_title: '新しいパスワードの設定',
  forgot_lead:
    'メールアドレスを入力してください。そのアドレスのアカウントがあれば、新しいパスワードを設定するリンクを送ります。',
  forgot_submit: 'リンクを送る',
  forgot_sent_title: 'メールをご確認ください',
  forgot_sent: '入力されたアドレスのアカウントがあれば、リンクが届きます。リンクは 30 分間使えます。',
  forgot_nothing:
    '届かない場合は、迷惑メールフォルダーをご確認ください。確認済みのアドレスがアカウントにない場合は、管理者にお問い合わせください。',
  send_by_mail: 'リンクをメールで送る',
  send_by_mail_hint: '上のメールアドレスに送ります。その場合、リンクはここに表示されません。',
  reset_mail: '{address} にリンクをメールで送る',
  done_mail_waits: 'リンクをメールで送信します。',
  mail_limited:
    '何も送信されませんでした。この 1 時間にこの方へ送られたメールが多すぎます。リンクを直接お渡しください。',
  problem_mail_needs_email: '招待を送るにはメールアドレスが必要です。',
  verify_title: 'アドレスを確認しますか？',
  verify_lead: '{address} が、アカウント {name} の確認済みアドレスになります。',
  verify_submit: '確認する',
  verify_done_title: 'アドレスが確認されました',
  verify_done: '{site} からのメールはこのアドレスに届きます。',
  take_back_title: '変更を取り消しますか？',
  take_back_lead: 'アカウント {name} のアドレスが {address} に戻ります。すべてのセッションが終了します。',
  take_back_submit: '取り消す',
  take_back_done_title: '変更が取り消されました',
  take_back_done:
    'アカウントのアドレスは元に戻り、すべての場所でサインアウトされました。次に新しいパスワードを設定してください。',
  mail_link_unusable_title: 'このリンクは使えません',
  mail_link_unusable: 'すでに使われたか、期限が切れています。',
} satisfies Words<typeof en>;
