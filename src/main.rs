use std::process::ExitCode;

fn main() -> ExitCode {
    commonhour::cli::main()
}
