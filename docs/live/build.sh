#!/usr/bin/env bash
# Builds the live page: target/live/index.html, one file that opens from disk. Needs a Rust toolchain with the target
# wasm32-unknown-unknown (`rustup target add wasm32-unknown-unknown`) and Node.js. Where the target cannot be downloaded,
# Debian's packages rustc-web, rust-web-src and lld serve: the standard library is then built from its source.
set -euo pipefail
cd "$(dirname "$0")/../.."
export RUSTFLAGS="-C target-feature=+simd128"
target=wasm32-unknown-unknown
options=(build --locked --profile live -p hyperwell-live --lib --target $target)

has_target() { [ -d "$("$1" --print sysroot)/lib/rustlib/$target/lib" ]; }
if has_target rustc; then
  cargo "${options[@]}"
elif [ -d /usr/lib/rustlib/src/rust/library ] && [ -x /usr/bin/rustc ] && command -v wasm-ld > /dev/null; then
  RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS="$RUSTFLAGS -C linker=wasm-ld" \
    cargo "${options[@]}" -Z build-std=std,panic_abort
else
  echo "no $target: rustup target add $target, or apt-get install rustc-web rust-web-src lld" >&2
  exit 1
fi

node docs/live/bundle.mjs "${CARGO_TARGET_DIR:-target}/$target/live/hyperwell_live.wasm" "${CARGO_TARGET_DIR:-target}/live"
