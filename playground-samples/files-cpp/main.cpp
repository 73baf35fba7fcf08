#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

// WASI's library has no file streams: files are C's here, and close themselves.
using File = std::unique_ptr<std::FILE, decltype([](std::FILE *file) { std::fclose(file); })>;

int main() {
    const File file(std::fopen("/notes.txt", "r"));
    if (!file) {
        std::perror("/notes.txt");
        return 1;
    }
    std::string notes;
    for (int letter; (letter = std::getc(file.get())) != EOF;) {
        notes += static_cast<char>(letter);
    }
    const auto lines = std::count(notes.begin(), notes.end(), '\n');
    const std::string summary =
        std::to_string(lines) + " lines, " + std::to_string(notes.size()) + " bytes\n";

    const File target(std::fopen("/summary.txt", "w"));
    if (!target || std::fputs(summary.c_str(), target.get()) == EOF) {
        std::perror("/summary.txt");
        return 1;
    }
    std::cout << summary;
}
