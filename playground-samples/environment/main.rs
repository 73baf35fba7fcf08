fn main() {
    for (index, argument) in std::env::args().enumerate() {
        println!("argument {index}: {argument}");
    }
    for (name, value) in std::env::vars() {
        println!("{name} = {value}");
    }
}
