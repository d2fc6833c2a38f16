//! Sentences of pages that are served live: what is told of a record, and what can be done about it.

use crate::report::lang::catalog::texts;

texts! {
    "all of {0}" => "{0}の全体";
    // Trouble.
    "Nothing has this address." => "このアドレスに該当するものはない。";
    "The program's files have errors. Pages come back by themselves when they are mended." => "プログラムのファイルにエラーがある。修正されると、ページは自動的に復帰する。";
    "The program's files had errors; they are mended." => "プログラムのファイルのエラーは修正された。";
    "The same in a terminal" => "端末で同じ内容を見る";
    // What to do next.
    "no scanner output is recorded: nothing can be proven yet" => "スキャナーの出力が記録されておらず、まだ何も証明できない";
    "{0} with a rhythm is overdue: which runs were expected, and which missed" => "周期の定まった{0}が期限切れ：期待された実行と未実施の実行を見る";
    "{0} with a rhythm are overdue: which runs were expected, and which missed" => "周期の定まった{0}が期限切れ：期待された実行と未実施の実行を見る";
    "{0} old: a new scan is needed before their proof counts again" => "{0}の結果が古い：証明として再び数えるには新しいスキャンが必要";
    "{0} failing, with what and since when" => "{0}が失敗中：失敗した対象と時期を見る";
    // Commands about a report.
    "Write the sprint into the chosen stories" => "選定したストーリーにスプリントを書き込む";
    "Approve the plan of the sprint" => "スプリントの計画を承認する";
    "Approve the sprint as it stands" => "スプリントを現状のまま承認する";
    "The review as a message" => "レビューをメッセージとして出力する";
    "Edit the decisions in a workbook, and take them back" => "決定をワークブックで編集し、取り込む";
    "Everything that the statuses rest on, for an auditor" => "状況の根拠一式を監査人向けにまとめる";
    "This page as a file" => "このページをファイルに保存する";
    // Commands about a record.
    "Say that it was looked at" => "レビュー済みと記録する";
    "Add a story that lowers it" => "リスクを下げるストーリーを追加する";
    "Fill it by the written rule" => "明文の規則で計画する";
    "Its review as a message" => "レビューをメッセージとして出力する";
    "A new story in it" => "このエピックに新しいストーリーを作る";
    "Approve the {0} as it stands" => "{0}を現状のまま承認する";
    "Edit the {0}" => "{0}を編集する";
    "What proves it, what is missing, and what to run" => "証明するもの、足りないもの、実行すべきものを見る";
    "Claim that it is {0}" => "「{0}」と申告する";
    "Link a check to criterion {0}" => "受け入れ基準{0}にチェックを結び付ける";
    "Put it into a sprint" => "スプリントに入れる";
    "Record what {0} says for {1}{2}" => "{1}に対する{0}の結果を記録する{2}";
    "Accept these failing subjects for a while, if somebody may" => "権限者の承認を得て、失敗中の対象を一時的に受容する";
    "Link it to a control" => "管理策に結び付ける";
    "Draft the story that it lacks" => "不足しているストーリーを起案する";
    "Link a check or a story to it" => "チェックまたはストーリーを結び付ける";
    "Approve the decision on whether it applies" => "適用・除外の決定を承認する";
    "State it, with the document behind it" => "裏付けの文書とともに言明する";
    "State it again, with the document behind it" => "裏付けの文書とともに再び言明する";
    "Its original bytes, verified while they are written" => "元のファイルを検証しながら書き出す";
    "The entry, its original and the proof, for an auditor" => "項目、元のファイル、証明を監査人向けに書き出す";
    "Take it back: it stays, and no longer counts" => "撤回する：記録は残るが、以後は数えない";
    // Stories, sprints, controls and checks.
    "As {0} I want {1} so that {2}" => "{0}として{1}を求める。目的：{2}";
    "{0} on {1}##claim" => "{0}（{1}）";
    "`{0}` is a heading: it groups others and is not judged" => "`{0}`は見出しであり、評価の対象ではない";
    "applicable: {0}" => "適用：{0}";
    "not applicable: {0}" => "除外：{0}";
    "{0} pass, {1} fail, {2} excepted, {3} error, {4} not applicable" => "合格{0}、不合格{1}、例外{2}、エラー{3}、該当なし{4}";
    "{0} by the tool, not approved" => "ツールによる抑止{0}件、未承認";
    "{0}, since {1}" => "{0}、{1}から継続";
    "muted in the tool" => "ツールで抑止";
    "sha256 {0} (entry {1})" => "sha256 {0}（項目{1}）";
    "{0} as entry {1}" => "{0}、項目{1}";
    "{0} ({1}, {2})" => "{0}（{1}、{2}）";
    "{0} by {1}, {2}" => "{0}、{1}、{2}";
    "{0} before treatment, {1} now, {2} when all of its stories are proven; {3} of {4} are" => "対応前{0}、現在{1}、全ストーリーの証明後{2}。{4}件中{3}件を証明済み";
    "since it changed: {0}" => "変更により要再確認：{0}";
    // Components.
    "a team of ours" => "自社のチーム";
    "a role of ours" => "自社の役割";
    "a cloud provider" => "クラウド事業者";
    "a managed service provider" => "運用委託先";
    "a software vendor" => "製品提供元";
    "an auditor" => "監査人";
    "{0} answers for it on our side" => "{0}（自社側の責任者）";
    "yes: a result it rests on counts for {0} at most" => "該当：根拠となる結果は最長{0}まで有効";
    "{0}: what it meets, it meets once for them" => "{0}：満たした要件は、これらにも適用される";
    "answers for {0}" => "{0}の責任を負う";
    "{0}; no stack of it was ever described" => "{0}；スタックの情報なし";
    "a result counts for {0} at most: {1} is critical (`[evidence] critical_max_age`)" => "結果は最長{0}まで有効：{1}は重要（`[evidence] critical_max_age`）";
    "theirs alone" => "事業者のみ";
    "ours alone" => "自社のみ";
    "{0}: {1} answers, {2}" => "{0}：責任者{1}、{2}";
    "{0}; met once for {1}" => "{0}；{1}にも一括で適用";
    "it answers for no control that is applicable and due" => "適用され期日を迎えた管理策のうち、責任を負うものはない";
    "met once for all: {0} of {1} that apply and are due" => "一括で適用：適用され期日を迎えた{1}件中{0}件";
    // What is not judged.
    "{0} (security)" => "{0}（セキュリティ担当）";
    "an adversary: what it wants must not come true" => "攻撃者：望みを実現させてはならない";
    "{0}, the last on {1}" => "{0}、最終{1}";
    "none: no run in the ledger names it" => "なし：台帳のどの実行にも現れない";
    // Evidence and entries.
    "there is no ledger, so there are no entries" => "台帳がないため、項目もない";
    "under a clock set by hand" => "手動設定の時計による";
    "while the clock showed less than before" => "時計が以前より前を示していた";
    "before what it tells of was observed, as it says" => "内容の観測日時より前に記録されている";
    "entry {0} (leaf hash {1})" => "項目{0}（リーフハッシュ{1}）";
    "leaf hash {0}, proven under {1} entries with the root {2}" => "リーフハッシュ{0}、ルート{2}の{1}項目の下で証明済み";
    "leaf hash {0}, NOT proven under {1} entries with the root {2}" => "リーフハッシュ{0}、ルート{2}の{1}項目の下で未証明";
    "sha256 {0} of {1} bytes" => "sha256 {0}、{1}バイト";
    "sha256 {0}, {1}" => "sha256 {0}、{1}";
    "{0}{1}, observed {2}: {3}" => "{0}{1}、観測{2}：{3}";
    "entry {0}, which counts no longer" => "項目{0}（以後は数えない）";
    "from {0} to {1}" => "{0}から{1}まで";
    "an exception from {0} for {1}, until {2}" => "{0}の例外：{1}、期限{2}";
    "entry {0} was withdrawn: {1}" => "項目{0}を撤回：{1}";
    "the decision to {0} {1}, by {2}: {3}" => "{1}に対する決定（{0}）、{2}：{3}";
    "the statement {0}, by {1}: {2}" => "言明{0}、{1}：{2}";
    "with {0}" => "鍵{0}";
    "no: anybody could have recorded it" => "なし：誰でも記録できた";
    "feeds {0}" => "{0}に使用";
    "{0} as entry {1} by {2}" => "{0}、項目{1}、{2}による";
    "{0} as entry {1} by {2} on {3}" => "{0}、項目{1}、{3}上の{2}による";
    "by entry {0}: it counts no longer" => "項目{0}による：以後は数えない";
    "none noted" => "記録なし";
    "and {0} more; --format json lists all" => "ほか{0}件。すべての一覧は--format json";
    // Lists.
    "{0} pass, {1} fail" => "合格{0}、不合格{1}";
    "{0} of {1} stories proven" => "{1}件中{0}件のストーリーを証明済み";
    "{0} → {1} (target {2})" => "{0} → {1}（目標{2}）";
    "{0} proven, {1} claimed of {2} points" => "全{2}ポイント中、証明済み{0}、申告{1}";
}
