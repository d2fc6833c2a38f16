//! What the files of a binder are.

use crate::report::lang::catalog::texts;

texts! {
    "Every deviation over the period, with what answers it" => "期間中のすべての逸脱とその対応";
    "Every subject of every check, for spreadsheets" => "すべてのチェックの全対象（表計算用）";
    "How each requirement was kept over the period, for spreadsheets" => "期間中の各要件の維持状況（表計算用）";
    "The SHA-256 of every other file" => "他のすべてのファイルのSHA-256";
    "The Statement of Applicability: what was decided of each control, and what is proven" => "適用宣言書：各管理策についての決定と証明の状況";
    "The audit report: every requirement with its status, reasons and evidence" => "監査報告書：すべての要件の状況、根拠、証拠";
    "The evidence index: every file with its hash, its tool and its proof" => "証拠一覧：すべてのファイルとそのハッシュ、ツール、証明";
    "The findings, for spreadsheets" => "評価結果（表計算用）";
    "The inputs of the management review, for spreadsheets" => "マネジメントレビューへのインプット（表計算用）";
    "The keys that sign checkpoints, as this program trusts them" => "このプログラムが信頼する、チェックポイントに署名する鍵";
    "The leaf hash of every entry: what older checkpoints are held against" => "すべての項目のリーフハッシュ：過去のチェックポイントとの照合用";
    "The responsibility matrix: who does what, and who answers" => "責任分担表：分担と説明責任";
    "The risk register, with its treatment plan and what was accepted" => "リスク登録簿：対応計画と受容";
    "The same as a workbook" => "同じ内容のワークブック";
    "The same for programs" => "同じ内容（プログラム用）";
    "The same for spreadsheets" => "同じ内容（表計算用）";
    "The worksheets of compensating controls and customized approaches" => "代替コントロールとカスタマイズアプローチのワークシート";
    "This index for programs" => "この目次（プログラム用）";
    "Verifies all of this on Linux and macOS" => "LinuxとmacOSで全体を検証する";
    "Verifies all of this on Windows, but for the checkpoint's signature" => "Windowsで全体を検証する（チェックポイントの署名を除く）";
    "What this is, how to read it and how to verify it, for a text editor" => "概要、読み方、検証方法（テキストエディター用、英語）";
    "Where the ledger stood: the head under which every entry is proven" => "台帳の状態：すべての項目を証明する先頭";
    "Who vouches for that head (SSHSIG, namespace checkpoint@storyproof)" => "その先頭の署名者（SSHSIG、名前空間 checkpoint@storyproof）";
    "Who vouches for the sums (SSHSIG, namespace binder@storyproof)" => "ハッシュ一覧の署名者（SSHSIG、名前空間 binder@storyproof）";
    "Whose key is whose, as this program has it" => "このプログラムが把握する鍵の所有者";
}
