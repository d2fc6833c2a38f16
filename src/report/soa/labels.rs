//! Every word of the Statement of Applicability that is ours, in each language: one table.
//!
//! What people wrote stays as written. The sentences that give the reasons of a status are those of
//! every other report ([`reasons`](mod@crate::report::reasons)), in the same language.

use std::collections::BTreeMap;

use crate::{
    assess::ImplementationStatus,
    report::{
        Lang,
        words::{Word, Worded as _},
    },
};

/// Makes the table: each label with its English and its Japanese words.
macro_rules! labels {
    ($($name:ident: $english:literal, $japanese:literal;)*) => {
        /// A label, by what it stands for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Label {
            $(#[doc = concat!("`", $english, "`")] $name,)*
        }

        impl Label {
            /// Every label.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name, as templates ask for it.
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }

            /// Its words.
            pub fn text(self, lang: Lang) -> &'static str {
                match self {
                    $(Self::$name => match lang {
                        Lang::En => $english,
                        Lang::Ja => $japanese,
                        Lang::Both => concat!($english, " / ", $japanese),
                    },)*
                }
            }
        }
    };
}

labels! {
    Title: "Statement of Applicability", "適用宣言書";
    Lead: "Each control with the decision on it, the reasons, and how far evidence proves that it is implemented.",
        "各管理策の適用・除外とその理由、および証拠により確認された実施状況。";
    DocumentControl: "Document control", "文書管理";
    Dashboard: "Dashboard", "集計";
    Statement: "SoA", "適用宣言書（管理策一覧）";
    Beyond: "Beyond the framework", "枠組み外の管理策";
    BeyondNote: "Controls of other frameworks that stories of the risk treatment name.",
        "リスク対応のストーリーが指定する、他の枠組みの管理策。";
    Plan: "Implementation plan", "実施計画";
    PlanNote: "What is asked for and not proven, with the stories that work on it.",
        "求められているがまだ証明されていない管理策と、それに取り組むストーリー。";
    EvidenceIndex: "Evidence index", "証拠一覧";
    Changes: "Changes since", "前回からの変更";
    Legend: "Legend", "凡例";
    Item: "Item", "項目";
    Value: "Value", "内容";
    Organization: "Organization", "組織";
    Program: "Program", "プログラム";
    Framework: "Framework", "規格";
    Scope: "Scope", "適用範囲";
    Revision: "Version of the files", "ファイルの版";
    AsOf: "Evidence as of", "証拠の基準日時";
    KnownAt: "Known at", "把握時点";
    LedgerHead: "Ledger head", "台帳の先頭";
    Verification: "How to verify", "検証方法";
    Owner: "Owner", "責任者";
    Approver: "Approved by, on", "承認者・承認日";
    Approval: "Approval", "承認";
    NotRecorded: "no approval of a decision is recorded", "決定の承認は記録されていない";
    Control: "Control", "管理策番号";
    Name: "Name", "管理策";
    Theme: "Theme", "テーマ";
    Applicable: "Applicable", "適用・除外";
    Risk: "Risk", "リスク";
    Law: "Law", "法令";
    Contract: "Contract", "契約";
    BestPractice: "Best practice", "ベストプラクティス";
    Reasons: "Reasons for inclusion", "適用の理由区分";
    Inclusion: "Justification for inclusion", "適用の理由";
    Exclusion: "Justification for exclusion", "除外の理由";
    Implementation: "Implementation", "実施状況";
    Why: "Why", "実施状況の根拠";
    How: "How it is met", "実施方法";
    Where: "Where", "実施箇所";
    Stories: "Stories", "ストーリー";
    Components: "Components", "構成要素";
    Templates: "Templates", "テンプレート";
    Risks: "Risks", "関連リスク";
    Responsibility: "Responsibility", "責任分担";
    Evidence: "Evidence", "該当文書・証拠";
    LastVerified: "Last verified", "最終確認日";
    NextReview: "Next review or expiry", "次回確認・有効期限";
    RowState: "Row state (leave as it is)", "行の照合値（変更不可）";
    Yes: "yes", "適用";
    No: "no", "除外";
    Chosen: "yes", "該当";
    Undecided: "undecided", "未決定";
    Total: "Total", "合計";
    Status: "Status", "状況";
    Meaning: "Meaning", "意味";
    Count: "controls", "管理策数";
    Applied: "applicable", "適用";
    Excluded: "excluded", "除外";
    Proven: "proven", "証明済み";
    Of: "of", "／";
    ByStory: "by stories of this program", "本プログラムのストーリーによる";
    ByProcess: "by an existing process", "既存のプロセスによる";
    FromProvider: "inherited from a provider", "提供者から継承";
    NotImplemented: "not implemented", "実施しない";
    Story: "Story", "ストーリー";
    Claimed: "Claimed", "申告";
    Proof: "Proof", "証明";
    Sprint: "Sprint", "スプリント";
    NoStory: "no story", "ストーリーなし";
    Reference: "Reference", "参照番号";
    Kind: "Kind", "種別";
    File: "file", "ファイル";
    Said: "statement", "言明";
    Source: "Tool, or who stated it", "ツール・言明者";
    Observed: "Observed at (UTC)", "観測日時 (UTC)";
    Recorded: "Recorded at (UTC)", "記録日時 (UTC)";
    Entry: "Ledger entry", "台帳の項目";
    Controls: "Controls", "管理策";
    What: "What", "対象";
    Before: "Before", "変更前";
    After: "After", "変更後";
    Decision: "decision", "適用・除外の決定";
    Implemented: "implementation", "実施状況";
    EvidenceAdded: "evidence added", "追加された証拠";
    EvidenceRemoved: "evidence no longer used", "使われなくなった証拠";
    ControlAdded: "control added", "追加された管理策";
    ControlRemoved: "control removed", "削除された管理策";
    ChangesFrom: "Compared with", "比較対象";
    NoChange: "Nothing has changed.", "変更なし。";
    EditHelp: "Edit the columns “Applicable”, the four reasons and the two justifications, save, and run `storyproof import soa FILE`. Everything else is derived and made again.",
        "「適用・除外」、理由区分の4列、および2つの理由の列を編集し、保存して `storyproof import soa FILE` を実行してください。他の列は自動的に導出されます。";
    ByStatus: "Controls by status", "状況別の管理策";
    Page: "Page", "ページ";
    ChooseTitle: "Not a choice", "選択肢にありません";
    ChooseHelp: "Choose from the list.", "一覧から選んでください。";
}

/// Every label of a language, by the names that templates ask for.
pub fn labels(lang: Lang) -> BTreeMap<&'static str, &'static str> {
    Label::ALL.iter().map(|label| (label.key(), label.text(lang))).collect()
}

/// The word for a status of a control.
pub fn status(status: ImplementationStatus, lang: Lang) -> Word {
    status.word().told(lang)
}

/// What a status of a control means.
pub fn meaning(status: ImplementationStatus, lang: Lang) -> &'static str {
    lang.text(status.meaning())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn both_languages_have_the_same_labels_and_none_is_empty() {
        let [english, japanese] = [Lang::En, Lang::Ja].map(labels);
        assert!(english.keys().eq(japanese.keys()));
        assert_eq!(english.len(), Label::ALL.len(), "a key stands twice");
        for (key, text) in english.iter().chain(&japanese) {
            assert!(!text.trim().is_empty(), "{key} has no words");
        }
        let same: Vec<_> = english.iter().filter(|(key, text)| japanese[*key] == **text).collect();
        assert!(same.is_empty(), "not translated: {same:?}");
    }

    #[test]
    fn no_two_statuses_read_alike_in_any_language() {
        for lang in Lang::ALL {
            let all = ImplementationStatus::ALL;
            let words: BTreeSet<_> = all.map(|s| status(s, lang).word).into_iter().collect();
            let meanings: BTreeSet<_> = all.map(|s| meaning(s, lang)).into_iter().collect();
            assert_eq!((words.len(), meanings.len()), (all.len(), all.len()), "{lang:?}");
        }
    }
}
