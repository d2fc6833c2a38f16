//! Kinds of records, levels and other words that a view names beside a status.

use crate::report::lang::catalog::texts;

texts! {
    // Records.
    "account" => "アカウント";
    "applicability" => "適用・除外の決定";
    "approval" => "承認";
    "attestation" => "言明";
    "check" => "チェック";
    "component" => "構成要素";
    "epic" => "エピック";
    "exception" => "例外";
    "framework" => "規格";
    "region" => "リージョン";
    "repository" => "リポジトリ";
    "risk" => "リスク";
    "sprint" => "スプリント";
    "statement" => "言明";
    "story" => "ストーリー";
    "withdrawal" => "撤回";
    // Days to come.
    "audit date" => "監査期日";
    // Headings of a site, and lists.
    "Epics" => "エピック";
    "Frameworks" => "規格";
    "Planning" => "計画";
    "Registers" => "登録簿";
    // Documents of providers.
    "attestation of compliance" => "準拠証明書（AOC）";
    "ISO certificate" => "ISO認証書";
    "SOC report" => "SOC報告書";
    "other document" => "その他の文書";
    // Sprints.
    "ended" => "終了";
    "next" => "次回";
    "open" => "進行中";
    // Severities and exposures.
    "critical" => "緊急";
    "high" => "高";
    "info" => "情報";
    "low" => "低";
    "medium" => "中";
    "mid" => "中";
    "top" => "最高";
    // What asks for a control.
    "best-practice" => "ベストプラクティス";
    "contract" => "契約";
    "law" => "法令";
    // Duties, and the classes of the CSA.
    "CSC-owned" => "利用者（CSC）所有";
    "CSP-owned" => "事業者（CSP）所有";
    "N/A" => "該当なし";
    "customer" => "利用者";
    "provider" => "提供者";
    "shared" => "共有";
    "shared CSP and CSC" => "CSPとCSCで共有";
    "shared CSP and third party" => "CSPと第三者で共有";
    "third-party outsourced" => "第三者への外部委託";
    // Parts of a framework.
    "Annex A" => "附属書A";
    "Clauses" => "箇条";
}
