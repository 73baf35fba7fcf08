#include <iostream>
#include <iterator>
#include <string>

int main() {
    std::string text(std::istreambuf_iterator<char>(std::cin), {});
    for (char &letter : text) {
        // Not std::toupper: that one asks which language is spoken, and this is about ASCII.
        if ('a' <= letter && letter <= 'z') {
            letter += 'A' - 'a';
        }
    }
    std::cout << text;
}
