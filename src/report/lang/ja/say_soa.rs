//! The Statement of Applicability, beside its labels.

use crate::report::lang::catalog::texts;

texts! {
    "{0}: {1}##decision, reason" => "{0}：{1}";
    "{0} ({1}): {2}##decision, why, reason" => "{0}（{1}）：{2}";
    "{0}, changed since" => "{0}、以降に変更あり";
    "there is no ledger yet, so nothing is proven" => "台帳がまだないため、何も証明されていない";
    "{0}, root {1}" => "{0}、ルート{1}";
    "{0} {1}: {2}" => "{0} {1}：{2}";
    "{0}, unsigned" => "{0}、署名なし";
}
