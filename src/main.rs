use mimalloc::MiMalloc;
#[global_allocator]
static A: MiMalloc = MiMalloc;
fn main() {
    let path = std::env::args().nth(1).expect("path");
    let t = std::time::Instant::now();
    match feedgate::collection::load(path.as_ref(), u64::MAX) {
        Ok(c) => println!("{} reports {} topics {:?}", c.reports.len(), c.topics.len(), t.elapsed()),
        Err(e) => {
            println!("{e}");
            if let feedgate::collection::LoadError::Faults(f) = e {
                for f in f.list {
                    let w = f.problem.words();
                    println!(
                        "{}:{} {:?} {} — {} {:?}",
                        f.line, f.column, f.report, w.message, w.help, f.first
                    );
                }
            }
        }
    }
}
