//! Which rights let their holder take more: the ways from a policy to an administrator that need
//! nothing else.
//!
//! The ways are those that penetration testers have published since 2018 for AWS IAM: to change what
//! a policy says, to hand oneself a policy, to sign in as another user, to change whom a role trusts,
//! and to pass a role to something that runs one's own code. What each action does is in the
//! "Service Authorization Reference" of AWS.

use minijinja::Error;
use serde_json::{Map, Value as Json};
use wildmatch::WildMatch;

use super::aws::{conditions, covered, effect, list, names};

/// Actions each of which is enough.
const ALONE: [&str; 13] = [
    "iam:AddUserToGroup",
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreatePolicyVersion",
    "iam:PutGroupPolicy",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateLoginProfile",
];

/// Actions that run one's own code with a role, for who may pass it.
const WITH_A_ROLE: [&str; 9] = [
    "cloudformation:CreateStack",
    "codebuild:CreateProject",
    "datapipeline:CreatePipeline",
    "ec2:RunInstances",
    "ecs:RunTask",
    "glue:CreateDevEndpoint",
    "glue:CreateJob",
    "lambda:CreateFunction",
    "sagemaker:CreateNotebookInstance",
];

const PASS_ROLE: &str = "iam:PassRole";

/// The ways that the policies of one holder leave open together, in words.
///
/// A right counts when a statement allows it for all resources of a kind and without a condition,
/// and no statement denies it to all of them. Rights that are narrower, or that a condition binds,
/// are a matter for a person.
///
/// # Errors
/// When one of them is no policy.
pub(super) fn escalations(policies: &[Json]) -> Result<Vec<String>, Error> {
    let mut statements: Vec<&Map<String, Json>> = Vec::new();
    for policy in policies {
        statements.extend(list(policy)?);
    }
    let mut ways = Vec::new();
    for action in ALONE {
        if permits(&statements, action)? {
            ways.push(action.to_owned());
        }
    }
    if permits(&statements, PASS_ROLE)? {
        for action in WITH_A_ROLE {
            if permits(&statements, action)? {
                ways.push(format!("{PASS_ROLE} with {action}"));
            }
        }
    }
    Ok(ways)
}

fn permits(statements: &[&Map<String, Json>], action: &str) -> Result<bool, Error> {
    let mut allowed = false;
    for statement in statements {
        if !conditions(statement)?.is_empty() {
            // A condition on a denial leaves a way round it; one on a right narrows it.
            effect(statement)?;
            continue;
        }
        let named = |names: &[String]| {
            let wanted = action.to_lowercase();
            names.iter().any(|name| WildMatch::new(&name.to_lowercase()).matches(&wanted))
        };
        if effect(statement)? == "Allow" {
            let actions = covered(statement, "Action", "NotAction")?;
            let resources = covered(statement, "Resource", "NotResource")?;
            allowed |= named(&actions) && resources.iter().any(|resource| is_broad(resource));
        } else if let (Some(actions), Some(resources)) =
            (statement.get("Action"), statement.get("Resource"))
        {
            // What a denial leaves out by `Not…` it does not deny.
            let everywhere = names(resources, "Resource")?.iter().any(|resource| resource == "*");
            if everywhere && named(&names(actions, "Action")?) {
                return Ok(false);
            }
        }
    }
    Ok(allowed)
}

/// It names all things of a kind: `*`, `arn:aws:iam::123456789012:user/*`.
fn is_broad(resource: &str) -> bool {
    resource == "*" || resource.ends_with(":*") || resource.ends_with("/*")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ways(statements: Json) -> Vec<String> {
        escalations(&[json!({ "Statement": statements })]).unwrap()
    }

    #[test]
    fn a_right_over_all_of_a_kind_is_a_way() {
        let allow = |action: Json, resource: Json| {
            ways(json!({"Effect": "Allow", "Action": action, "Resource": resource}))
        };
        assert_eq!(allow(json!("iam:PutUserPolicy"), json!("*")), ["iam:PutUserPolicy"]);
        assert_eq!(allow(json!("IAM:putuser*"), json!("*")), ["iam:PutUserPolicy"]);
        assert_eq!(allow(json!("iam:CreateAccessKey"), json!(["arn:aws:iam::1:user/*"])).len(), 1);
        assert_eq!(allow(json!("*"), json!("*")).len(), ALONE.len() + WITH_A_ROLE.len());
        assert_eq!(allow(json!("iam:*"), json!("*")).len(), ALONE.len());
        assert!(allow(json!("iam:CreateAccessKey"), json!("arn:aws:iam::1:user/me")).is_empty());
        assert!(allow(json!(["iam:Get*", "s3:*"]), json!("*")).is_empty());
        assert!(allow(json!("iam:PassRole"), json!("*")).is_empty(), "a role alone runs nothing");
        assert_eq!(
            allow(json!(["iam:PassRole", "ec2:Run*"]), json!("*")),
            ["iam:PassRole with ec2:RunInstances"]
        );
        let all_but = ways(json!({"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}));
        assert!(!all_but.is_empty(), "all but a few is everything else");
    }

    #[test]
    fn only_a_denial_that_binds_closes_a_way() {
        let allow = json!({"Effect": "Allow", "Action": "iam:PutUserPolicy", "Resource": "*"});
        for (denial, closed) in [
            (json!({"Effect": "Deny", "Action": "iam:*", "Resource": "*"}), true),
            (json!({"Effect": "Deny", "Action": "iam:Get*", "Resource": "*"}), false),
            (
                json!({"Effect": "Deny", "Action": "iam:*", "Resource": "arn:aws:iam::1:user/x"}),
                false,
            ),
            (json!({"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}), false),
            (
                json!({"Effect": "Deny", "Action": "iam:*", "Resource": "*",
                    "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}),
                false,
            ),
        ] {
            assert_eq!(ways(json!([allow, denial])).is_empty(), closed, "{denial}");
            assert_eq!(ways(json!([denial, allow])).is_empty(), closed, "{denial}");
        }
        let bound = json!({"Effect": "Allow", "Action": "iam:PutUserPolicy", "Resource": "*",
            "Condition": {"StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::1:policy/b"}}});
        assert!(ways(bound).is_empty());
    }

    #[test]
    fn what_is_no_policy_is_an_error() {
        for bad in [json!({}), json!(7), json!({"Statement": [{"Effect": "Maybe"}]})] {
            assert!(escalations(&[bad]).is_err());
        }
        assert!(escalations(&[]).unwrap().is_empty());
    }
}
