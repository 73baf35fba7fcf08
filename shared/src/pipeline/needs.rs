//! What a stage needed, told as a part of a composition tells it.

use crate::policy::Policy;
use crate::report::{CompositionKind, CompositionReport, PartNeeds, RunReport};

/// The report of a stage's run, as that of a composition whose one linked part is the stage: what reads the
/// needs of parts, such as [`tighten_parts`](crate::policy::tighten_parts), so reads those of stages. `whole` is
/// what all stages were granted.
pub fn as_part(stage: &str, whole: &Policy, report: RunReport) -> RunReport {
    let needs = PartNeeds {
        instance: stage.to_owned(),
        policy: report.policy.clone(),
        used: report.used.clone(),
        denied: report.denied.clone(),
    };
    let composition = CompositionReport {
        traced: CompositionKind::Linked,
        timed: None,
        why: None,
        agree: None,
        parts: vec![needs],
    };
    RunReport { policy: whole.clone(), composition: Some(composition), ..report }
}

#[cfg(test)]
mod tests {
    use super::as_part;
    use crate::policy::{Policy, tighten_parts};
    use crate::report::{Outcome, RunReport};

    #[test]
    fn each_stage_keeps_what_it_needs_and_no_more() {
        let policy = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Policy>();
        let whole = policy(&["stdio"]);
        let report = |own: &[&str], used: &[&str]| RunReport {
            policy: policy(&[&["stdio"], own].concat()),
            used: used.iter().map(|need| (*need).to_owned()).collect(),
            ..RunReport::bare(Outcome::Returned)
        };
        let read = report(&["filesystem", "random"], &["filesystem read /a", "any stdio"]);
        let print = report(&[], &["any stdio"]);
        let [read, print] = [as_part("read", &whole, read), as_part("print", &whole, print)];
        let least = tighten_parts(&[&read, &print]).unwrap();
        assert_eq!(least.whole, whole);
        assert_eq!(least.of("read"), policy(&["stdio", "filesystem read /a"]));
        assert_eq!(least.of("print"), whole);
    }
}
