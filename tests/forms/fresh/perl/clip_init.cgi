# 設定ファイル
$sendmail = '/usr/sbin/sendmail';
$mailto = 'shiryou@example.co.jp';
$thanks = '/thanks.html';
%label = (
  'name'    => 'お名前',
  'email'   => 'メールアドレス',
  'address' => 'ご住所',
  'message' => 'ご質問',
);
1;
