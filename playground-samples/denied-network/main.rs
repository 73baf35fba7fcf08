use std::net::TcpStream;

fn main() {
    match TcpStream::connect("127.0.0.1:80") {
        Ok(_) => println!("connected"),
        Err(error) => println!("not connected: {error} ({:?})", error.kind()),
    }
    println!("and on it goes");
}
