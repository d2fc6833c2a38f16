//! What the pages of a site say that no report says by itself, and calendars.

use crate::report::lang::catalog::texts;

texts! {
    // The entrance.
    "Overview" => "概要";
    "Every report of this program, as of one instant and from one ledger. Each page is a file of its own: keep the folder together, and it works from a disk and from a file share." => "このプログラムのすべての報告。基準日時と台帳はすべて同じである。各ページは独立したファイルであり、フォルダーごと保管すれば、ディスクからもファイル共有からも閲覧できる。";
    "What is proven" => "証明の状況";
    "of what is applicable and due" => "適用され、適用期日を迎えたもののうち";
    "The program has no framework." => "プログラムに規格が登録されていない。";
    "Page" => "ページ";
    "What it tells" => "内容";
    // The pages by their titles.
    "The program" => "プログラム全体";
    "The plan of the next sprint" => "次のスプリントの計画";
    "Roadmap" => "ロードマップ";
    "Encryption" => "暗号化";
    "Logging" => "ログ取得";
    "Audit {0}" => "監査 {0}";
    "Statement of Applicability: {0}" => "適用宣言書：{0}";
    "SoA {0}" => "適用宣言書 {0}";
    "Proven beside claimed, coverage, risks, what slipped back: one page." => "証明と申告の対比、達成率、リスク、後退したものを1ページで示す。";
    "What fits, what was chosen and left out, and when the goals will be reached." => "容量に収まるもの、選定したものと見送ったもの、目標の達成時期。";
    "Each epic over the sprints, with the layers that are reached." => "スプリントごとの各エピックと、到達した層。";
    "Every requirement with its status, its reasons and the evidence behind it." => "すべての要件の状況、その根拠と証拠。";
    "What was decided of each control and why, and how far it is proven." => "各管理策についての決定とその理由、証明の度合い。";
    "Who does what for each requirement, and who answers." => "要件ごとの分担と説明責任。";
    "Each risk with its treatment, what is verified of it, and what was accepted." => "各リスクの対応、検証済みの部分、受容したもの。";
    "At rest and in transit, key owner and rotation, service by service." => "保存時と転送時の暗号化、鍵の所有者と更新をサービスごとに示す。";
    "Whether it is on, where it goes, how long it stays, and who reads it." => "ログの有効・無効、送り先、保存期間、閲覧者。";
    "Story, control, check and evidence, linked both ways." => "ストーリー、管理策、チェック、証拠の双方向の対応。";
    "Requirement, block of a template, deployment, check and last result." => "要件、テンプレートのブロック、デプロイ、チェック、最新の結果。";
    "Every file in the ledger, and which checks it fed." => "台帳のすべてのファイルと、それを用いたチェック。";
    "Every subject of every check, to be filtered and sorted." => "すべてのチェックの全対象。絞り込みと並べ替えができる。";
    // The page of a control, and of results that are many.
    "In the audit report, with all {0}" => "監査報告書で見る（すべての{0}）";
    "Status, responsibility, proof and history" => "状況、責任、証明、経過";
    "What stands of every subject, check by check. These are {0}, too many for one page that opens quickly: each check has a page of its own. To filter over all checks at once: <code>storyproof report results -o results.html</code>." => "すべての対象の現状をチェックごとに示す。{0}があり、すぐに開く1ページには多すぎるため、チェックごとにページを分けている。全チェックを一度に絞り込むには：<code>storyproof report results -o results.html</code>";
    // Days to come.
    "Audit date: {0}" => "監査期日：{0}";
    "Sprint {0} ends" => "スプリント{0}終了";
    "Run the scanners again before this day ends." => "この日が終わるまでにスキャナーを再実行する。";
    "Attestation {0} ends" => "言明{0}の期限";
    "Exception for {0} ends" => "{0}の例外の期限";
    "{0} of {1} becomes due" => "{1}の{0}が適用期日を迎える";
    "{0} of {1} become due" => "{1}の{0}が適用期日を迎える";
}
