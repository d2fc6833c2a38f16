//! Which CI job this is, by the variables that CI systems set.
//!
//! Only variables that a system documents for every job are read, and none that holds a token.

use storyproof::evidence::CiJob;

/// A variable, when it is set and not empty.
type Get<'g> = &'g dyn Fn(&str) -> Option<String>;

/// The CI job that sets these variables; `None` outside of CI.
pub(crate) fn job(get: Get<'_>) -> Option<CiJob> {
    let get = &|name: &str| get(name).and_then(clean);
    let is = |name: &str| get(name).is_some_and(|value| !value.eq_ignore_ascii_case("false"));
    Some(if is("GITHUB_ACTIONS") {
        github(get)
    } else if is("GITLAB_CI") {
        named("GitLab CI", get, GITLAB)
    } else if is("JENKINS_URL") {
        named("Jenkins", get, JENKINS)
    } else if is("CIRCLECI") {
        named("CircleCI", get, CIRCLE)
    } else if is("TF_BUILD") {
        azure(get)
    } else if is("BUILDKITE") {
        named("Buildkite", get, BUILDKITE)
    } else if is("BITBUCKET_BUILD_NUMBER") {
        bitbucket(get)
    } else {
        return None;
    })
}

/// The variables of the address, the run, the job, the repository, the branch, the commit and the
/// actor; of several the first that is set.
type Names = [&'static [&'static str]; 7];

const GITLAB: Names = [
    &["CI_JOB_URL", "CI_PIPELINE_URL"],
    &["CI_PIPELINE_ID"],
    &["CI_JOB_NAME"],
    &["CI_PROJECT_PATH"],
    &["CI_COMMIT_REF_NAME"],
    &["CI_COMMIT_SHA"],
    &["GITLAB_USER_LOGIN"],
];
const JENKINS: Names = [
    &["BUILD_URL"],
    &["BUILD_TAG", "BUILD_ID"],
    &["JOB_NAME"],
    &["GIT_URL"],
    &["BRANCH_NAME", "GIT_BRANCH"],
    &["GIT_COMMIT"],
    &["BUILD_USER_ID", "CHANGE_AUTHOR"],
];
const CIRCLE: Names = [
    &["CIRCLE_BUILD_URL"],
    &["CIRCLE_WORKFLOW_ID", "CIRCLE_BUILD_NUM"],
    &["CIRCLE_JOB"],
    &["CIRCLE_REPOSITORY_URL"],
    &["CIRCLE_BRANCH", "CIRCLE_TAG"],
    &["CIRCLE_SHA1"],
    &["CIRCLE_USERNAME"],
];
const BUILDKITE: Names = [
    &["BUILDKITE_BUILD_URL"],
    &["BUILDKITE_BUILD_ID"],
    &["BUILDKITE_LABEL", "BUILDKITE_STEP_KEY"],
    &["BUILDKITE_REPO"],
    &["BUILDKITE_BRANCH"],
    &["BUILDKITE_COMMIT"],
    &["BUILDKITE_BUILD_CREATOR"],
];
const BITBUCKET: Names = [
    &[],
    &["BITBUCKET_BUILD_NUMBER"],
    &["BITBUCKET_STEP_UUID"],
    &["BITBUCKET_REPO_FULL_NAME"],
    &["BITBUCKET_BRANCH", "BITBUCKET_TAG"],
    &["BITBUCKET_COMMIT"],
    &["BITBUCKET_STEP_TRIGGERER_UUID"],
];
const AZURE: Names = [
    &[],
    &["BUILD_BUILDID"],
    &["SYSTEM_JOBDISPLAYNAME", "SYSTEM_JOBNAME"],
    &["BUILD_REPOSITORY_NAME"],
    &["BUILD_SOURCEBRANCHNAME", "BUILD_SOURCEBRANCH"],
    &["BUILD_SOURCEVERSION"],
    &["BUILD_REQUESTEDFOR"],
];
const GITHUB: Names = [
    &[],
    &["GITHUB_RUN_ID"],
    &["GITHUB_JOB"],
    &["GITHUB_REPOSITORY"],
    &["GITHUB_HEAD_REF", "GITHUB_REF_NAME"],
    &["GITHUB_SHA"],
    &["GITHUB_TRIGGERING_ACTOR", "GITHUB_ACTOR"],
];

fn named(system: &str, get: Get<'_>, names: Names) -> CiJob {
    let [url, run, job, repository, branch, commit, actor] =
        names.map(|names| names.iter().find_map(|name| get(name)));
    CiJob { system: system.to_owned(), url, run, job, repository, branch, commit, actor }
}

fn github(get: Get<'_>) -> CiJob {
    let mut job = named("GitHub Actions", get, GITHUB);
    if let (Some(server), Some(repository), Some(run)) =
        (get("GITHUB_SERVER_URL"), &job.repository, &job.run)
    {
        let attempt = get("GITHUB_RUN_ATTEMPT").filter(|attempt| attempt != "1");
        let attempt = attempt.map(|n| format!("/attempts/{n}")).unwrap_or_default();
        job.url = Some(format!("{server}/{repository}/actions/runs/{run}{attempt}"));
    }
    job
}

fn azure(get: Get<'_>) -> CiJob {
    let mut job = named("Azure Pipelines", get, AZURE);
    // Ends with a slash.
    if let (Some(collection), Some(project), Some(run)) =
        (get("SYSTEM_COLLECTIONURI"), get("SYSTEM_TEAMPROJECT"), &job.run)
    {
        let project = project.replace(' ', "%20");
        job.url = Some(format!("{collection}{project}/_build/results?buildId={run}"));
    }
    job
}

fn bitbucket(get: Get<'_>) -> CiJob {
    let mut job = named("Bitbucket Pipelines", get, BITBUCKET);
    if let (Some(repository), Some(run)) = (&job.repository, &job.run) {
        job.url = Some(format!("https://bitbucket.org/{repository}/pipelines/results/{run}"));
    }
    job
}

/// One line of no more than 512 bytes, without a password in an address.
fn clean(value: String) -> Option<String> {
    let value: String = value.chars().filter(|c| !c.is_control()).take(512).collect();
    let value = value.trim();
    // `https://token@host/…`: whoever may clone may be named in the address of a repository.
    let clean = match value.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            let host = host.rsplit('@').next().unwrap_or_default();
            let slash = if rest.contains('/') { "/" } else { "" };
            format!("{scheme}://{host}{slash}{path}")
        }
        None => value.to_owned(),
    };
    (!clean.is_empty()).then_some(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Variables<'v> = &'v [(&'v str, &'v str)];

    fn of(variables: Variables<'_>) -> Option<CiJob> {
        let get = |name: &str| {
            let found = variables.iter().find(|(variable, _)| *variable == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        job(&get)
    }

    #[test]
    fn every_system_is_known_by_its_own_variables() {
        let table: [(Variables<'_>, &str, &str); 7] = [
            (
                &[
                    ("GITHUB_ACTIONS", "true"),
                    ("GITHUB_SERVER_URL", "https://github.example"),
                    ("GITHUB_REPOSITORY", "acme/web"),
                    ("GITHUB_RUN_ID", "7"),
                    ("GITHUB_RUN_ATTEMPT", "2"),
                ],
                "GitHub Actions",
                "https://github.example/acme/web/actions/runs/7/attempts/2",
            ),
            (
                &[("GITLAB_CI", "true"), ("CI_JOB_URL", "https://gitlab.example/-/jobs/1")],
                "GitLab CI",
                "https://gitlab.example/-/jobs/1",
            ),
            (
                &[("JENKINS_URL", "https://j"), ("BUILD_URL", "https://user:pw@j/job/1/")],
                "Jenkins",
                "https://j/job/1/",
            ),
            (
                &[("CIRCLECI", "true"), ("CIRCLE_BUILD_URL", "https://c/1")],
                "CircleCI",
                "https://c/1",
            ),
            (
                &[
                    ("TF_BUILD", "True"),
                    ("SYSTEM_COLLECTIONURI", "https://dev.example/acme/"),
                    ("SYSTEM_TEAMPROJECT", "Our Pay"),
                    ("BUILD_BUILDID", "9"),
                ],
                "Azure Pipelines",
                "https://dev.example/acme/Our%20Pay/_build/results?buildId=9",
            ),
            (
                &[("BUILDKITE", "true"), ("BUILDKITE_BUILD_URL", "https://b/1")],
                "Buildkite",
                "https://b/1",
            ),
            (
                &[("BITBUCKET_BUILD_NUMBER", "3"), ("BITBUCKET_REPO_FULL_NAME", "acme/web")],
                "Bitbucket Pipelines",
                "https://bitbucket.org/acme/web/pipelines/results/3",
            ),
        ];
        for (variables, system, url) in table {
            let job = of(variables).unwrap();
            assert_eq!((job.system.as_str(), job.url.as_deref()), (system, Some(url)));
        }
        assert_eq!(of(&[("CI", "true"), ("GITHUB_ACTIONS", "")]), None);
    }
}
