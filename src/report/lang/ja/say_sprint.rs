//! One sprint and its board.

use crate::report::lang::catalog::texts;

texts! {
    "nobody has begun" => "未着手";
    "it depends on a story that is not verified" => "未検証のストーリーに依存している";
    "people are at work on it" => "作業中";
    "people call it done, and its proof is not complete" => "完了と申告されたが、証明が揃っていない";
    "people call it done, and evidence says no, or no longer" => "完了と申告されたが、証拠はそれを否定しているか、もはや支持していない";
    "people call it done, and each criterion is proven" => "完了と申告され、各基準が証明済み";
    "suspect: it changed since it was approved" => "要再確認：承認後に変更あり";
    "Every criterion is proven: call it done." => "全基準が証明済み：完了と申告できる。";
    "carried over {0}" => "持ち越し（{0}）";
    "added after it started" => "開始後に追加";
    "waits for {0}" => "{0}を待機";
    "{0} on {1}" => "{0}（{1}）";
    "from {0}##sprints" => "移動元：{0}";
    "Somebody" => "誰か";
    "{0} wants {1}, so that {2}." => "{0}の要望：{1}。目的：{2}。";
    "dropped on {0}" => "{0}に取り下げ";
    "dropped##from a sprint" => "取り下げ";
    "to {0} on {1}" => "{1}に{0}へ移動";
    "to {0}##a sprint" => "{0}へ移動";
    "back to the backlog on {0}" => "{0}にバックログへ戻した";
    "back to the backlog" => "バックログへ戻した";
    "Sprint {0}" => "スプリント{0}";
}
