//! Work on many items by several threads; what comes out is in order, and the same for any number of threads.

use std::thread;

/// What `each` makes of every item, in order.
pub(super) fn map<T: Sync, R: Send>(items: &[T], jobs: usize, each: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let mut parts = chunks(items, jobs, |chunk| chunk.iter().map(&each).collect::<Vec<R>>());
    match parts.len() {
        1 => parts.swap_remove(0),
        _ => parts.into_iter().flatten().collect(),
    }
}

/// What `each` makes of every one of as many runs of items, in order.
pub(super) fn chunks<T: Sync, R: Send>(items: &[T], jobs: usize, each: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let jobs = jobs.clamp(1, 64).min(items.len().div_ceil(64).max(1));
    if jobs == 1 {
        return vec![each(items)];
    }
    let each = &each;
    let mut parts = Vec::with_capacity(jobs);
    thread::scope(|scope| {
        let running: Vec<_> = items.chunks(items.len().div_ceil(jobs)).map(|chunk| scope.spawn(move || each(chunk))).collect();
        for thread in running {
            match thread.join() {
                Ok(part) => parts.push(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    parts
}

/// The same as [`map`] for few items that are each much work.
pub(super) fn each<T: Sync, R: Send>(items: &[T], jobs: usize, each: impl Fn(&T) -> R + Sync) -> Vec<R> {
    if jobs <= 1 || items.len() <= 1 {
        return items.iter().map(each).collect();
    }
    let each = &each;
    let parts = items.chunks(items.len().div_ceil(jobs));
    thread::scope(|scope| {
        let running: Vec<_> = parts.map(|part| scope.spawn(move || part.iter().map(each).collect::<Vec<R>>())).collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}

/// Sorted lists as one, each item once.
pub(super) fn merged<T: Ord + Clone>(mut parts: Vec<Vec<T>>) -> Vec<T> {
    if parts.len() == 1 {
        return parts.swap_remove(0);
    }
    let mut all = parts.concat();
    drop(parts);
    all.sort_unstable();
    all.dedup();
    all
}
