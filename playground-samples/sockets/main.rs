use std::io;
use std::net::{TcpListener, TcpStream, ToSocketAddrs, UdpSocket};

fn main() {
    tell("connecting", TcpStream::connect("127.0.0.1:80"));
    tell("listening", TcpListener::bind("127.0.0.1:8080"));
    tell("a datagram", UdpSocket::bind("127.0.0.1:5353").and_then(|socket| socket.send_to(b"?", "127.0.0.1:53")));
    tell("a name", "example.com:80".to_socket_addrs());
    println!("and on it goes");
}

fn tell<T>(what: &str, result: io::Result<T>) {
    match result {
        Ok(_) => println!("{what}: done"),
        Err(error) => println!("{what}: {error}"),
    }
}
