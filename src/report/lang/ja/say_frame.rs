//! What the frame of every report says.

use crate::report::lang::catalog::texts;

texts! {
    "Program" => "プログラム";
    "changed since" => "以降に変更あり";
    "at revision" => "版";
    "the files as they are" => "現在のファイル";
    "Ledger" => "台帳";
    "{0}, root" => "{0}、ルート";
    "no ledger yet" => "台帳なし";
    "Evidence as of" => "証拠の基準日時";
    "Known at" => "把握時点";
    "Scope##of a program" => "適用範囲";
    "{0} in the program's files: what they describe is left out or counts as not proven." => "プログラムのファイルに{0}がある。該当する内容は除外されるか、未証明として扱われる。";
    "This program fixes its own day, {0}: it is an example or an archive, not a live state." => "このプログラムは基準日を{0}に固定している。例または保存版であり、現在の状態ではない。";
    "Entries of this ledger were recorded under a clock that was set by hand. Their recorded times are as good as the word of whoever set it." => "この台帳には手動設定の時計で記録された項目がある。その記録日時の信頼性は、時計を設定した者による。";
    "The program's files differ from the revision above; the report shows the files." => "プログラムのファイルは上記の版と異なる。本報告はファイルの内容を示す。";
    "There is no ledger yet, so nothing here is proven." => "台帳がまだないため、ここでは何も証明されていない。";
}
