//! What several templates say.

use crate::report::lang::catalog::texts;

texts! {
    "as of {0}" => "{0}時点";
    "no ledger" => "台帳なし";
    "root {0}" => "ルート {0}";
}
