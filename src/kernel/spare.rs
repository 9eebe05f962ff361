//! Room for reckoning that is kept between uses.

use std::sync::{Mutex, PoisonError};

/// Values that are dear to make and good for any use once they are clear again. What was put back last is taken first, by
/// whichever thread: it is still near the processor, and there are never more than were in use at once.
#[derive(Debug)]
pub struct Spare<T>(Mutex<Vec<T>>);

impl<T: Default> Spare<T> {
    pub const fn new() -> Spare<T> {
        Spare(Mutex::new(Vec::new()))
    }

    /// Lends one, which has to be clear again at the end. It is not taken back from who panics.
    pub fn lend<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let spare = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut value = spare.unwrap_or_default();
        let outcome = work(&mut value);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(value);
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_back_last_is_lent_first() {
        let spare: Spare<Vec<u8>> = Spare::new();
        spare.lend(|outer| {
            outer.push(1);
            // In use: another one is made.
            spare.lend(|inner| inner.push(2));
        });
        spare.lend(|value| assert_eq!(*value, [1]));
        let lost = std::panic::catch_unwind(|| spare.lend(|_| panic!("not clear")));
        assert!(lost.is_err());
        spare.lend(|value| assert_eq!(*value, [2]));
        spare.lend(|value| assert_eq!(*value, [2], "put back, and the first one is lost"));
    }
}
