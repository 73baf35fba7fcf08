//! Not a test of speed: prints what runs cost (`cargo nextest run --run-ignored only engine_bench --no-capture`).

mod support;

use diptych_shared::policy::Capability;
use std::time::Instant;
use support::{component, engine, granted, hello, run_on};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "prints measurements, asserts nothing of them"]
async fn whole_runs_of_a_cached_command() {
    let (engine, _cache) = engine().await;
    let bytes = component(&hello("Hello\n"));
    let settings = granted(&[Capability::Stdio]);
    run_on(&engine, bytes.clone(), settings.clone()).await;
    let mut times = Vec::new();
    let mut instantiate = Vec::new();
    for _ in 0..200 {
        let start = Instant::now();
        let (report, _) = run_on(&engine, bytes.clone(), settings.clone()).await;
        times.push(start.elapsed());
        instantiate.push(report.timing.phases[1].duration_ns);
    }
    times.sort();
    instantiate.sort();
    println!("one after another: median {:?}, p95 {:?}", times[100], times[190]);
    println!("traced instantiate: median {} ns", instantiate[100]);
    let mut measured = settings.clone();
    measured.warm_calls = 100;
    let (report, _) = run_on(&engine, bytes.clone(), measured).await;
    println!("untraced {:?}", report.timing.phases);
    let mut warm = report.timing.warm_ns;
    warm.sort();
    println!("warm command: median {:?} ns of {}", warm.get(warm.len() / 2), warm.len());
    let start = Instant::now();
    let runs = 1_000;
    let workers: Vec<_> = (0..4)
        .map(|_| {
            let (engine, bytes, settings) = (engine.clone(), bytes.clone(), settings.clone());
            tokio::spawn(async move {
                for _ in 0..runs / 4 {
                    run_on(&engine, bytes.clone(), settings.clone()).await;
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    println!("{:.0} runs/s, four at once", f64::from(runs) / start.elapsed().as_secs_f64());
}
