# The commands of this project, by name. Each line calls the real thing, which works without make too.
.PHONY: help demo test check bench docker screenshots

help: ## list these commands
	@sed -n 's/^\([a-z]*\): .*## /\1\t/p' Makefile | expand -t 14

demo: ## the whole product with a living community in it, on http://127.0.0.1:8080
	cargo demo

test: ## the whole test suite, on SQLite and PostgreSQL and in a browser (one test: .ci/test NAME)
	.ci/test

check: ## format and lints
	cargo fmt --check && cargo clippy --all-targets --locked -- -D warnings

bench: ## the benchmarks
	.ci/postgres-test bash -c 'cargo run --release --locked -- bench ledger --postgres-url "$$COMMONHOUR_TEST_POSTGRES_URL"'

docker: ## the container image, as commonhour:latest
	docker build -f .ci/Dockerfile -t commonhour .

screenshots: ## the pictures in docs/screenshots, taken anew in a browser
	COMMONHOUR_SCREENSHOTS="$(CURDIR)/docs/screenshots" .ci/test screenshots
