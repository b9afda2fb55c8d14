//! Random numbers that nobody can guess, from the operating system.

use ring::rand::{SecureRandom, SystemRandom};

/// So many random bytes.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the system has random numbers");
    bytes
}
