//! What pages say that are served live.

use crate::report::lang::catalog::texts;

texts! {
    // What stands around each page.
    "Pages" => "ページ一覧";
    "As of {0}" => "{0}時点";
    "As of {0}, known {1}" => "{0}時点、{1}までの把握分";
    "As of now, known {0}" => "現在、{0}までの把握分";
    "As of (a day, or an instant)" => "基準日時（日付または日時）";
    "As known at" => "把握時点";
    "all that is recorded" => "記録されたすべて";
    "Show##button" => "表示";
    "live##connected" => "接続中";
    "not connected" => "未接続";
    "Copy" => "コピー";
    "Copied" => "コピーしました";
    "Selected" => "選択しました";
    "To act: commands to run in the folder of the program ({0}); the page itself changes nothing" => "操作：プログラムのフォルダーで実行するコマンド（{0}件）。このページ自体は何も変更しない";
    "Made by storyproof from the pins above and nothing else. One script runs on this page: it loads the page again when the program or the ledger changes, and copies commands. Nothing is fetched from elsewhere, and nothing is sent." => "storyproofが上記の基準情報だけから作成した。このページではスクリプトが1つだけ動作し、プログラムまたは台帳が変わるとページを読み込み直し、コマンドをコピーする。外部からの取得も外部への送信も行わない。";
    // Where to go.
    "Entrance" => "入口";
    "Audit" => "監査";
    "SoA" => "適用宣言書";
    "Matrices" => "一覧表";
    "Records" => "記録";
    // The entrance.
    "Where to begin" => "役割別の入口";
    "What to do next" => "次にすること";
    "What is open" => "未解決のもの";
    "claims that evidence does not support, and what nobody looked at" => "証拠が裏付けない申告と、誰も確認していないもの";
    "Since, or which" => "発生日または対象";
    "and {0} more:" => "ほか{0}件：";
    "the program on one page" => "プログラム全体のページ";
    "Nothing: every claim is proven, and everything that was to be looked at was." => "なし：すべての申告が証明され、確認すべきものはすべて確認されている。";
    "Security program manager" => "セキュリティプログラム責任者";
    "Engineer" => "エンジニア";
    "Statement of Applicability" => "適用宣言書";
    "the sprint: claimed beside proven, and what slipped back" => "スプリントの申告と証明の対比、後退したもの";
    "the next sprint, by the written rule" => "明文の規則による次のスプリント";
    "epics over sprints" => "スプリントごとのエピック";
    "one page for management" => "経営層向けの1ページ";
    "the register, with its trend" => "リスク登録簿と推移";
    "every control with its evidence" => "すべての管理策とその証拠";
    "each decision with its reason" => "各決定とその理由";
    "every file in the ledger" => "台帳のすべてのファイル";
    "who approved what, and what changed since" => "承認者と承認内容、その後の変更";
    "what machines answer, and what fails" => "機械による確認の結果と失敗";
    "with what proves them" => "それを証明するもの";
    "story, control, check, evidence; and what leads nowhere" => "ストーリー、管理策、チェック、証拠と、対応のないもの";
    "service by service" => "サービスごと";
    // Lists and records.
    "Beside##list" => "補足";
    "There is none." => "該当なし。";
    "What it rests on" => "根拠";
    // Trouble.
    "This page has no numbers to verify." => "このページに検証すべき数値はない。";
    "This cannot be shown" => "表示できない";
    "There is no such page" => "ページがない";
    "The files have errors" => "ファイルにエラーがある";
    "The program cannot be read" => "プログラムを読み取れない";
}
