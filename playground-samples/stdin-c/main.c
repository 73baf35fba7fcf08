#include <stdio.h>

int main(void) {
    int letter;
    while ((letter = getchar()) != EOF) {
        // Not toupper(): that one asks which language is spoken, and this is about ASCII.
        if ('a' <= letter && letter <= 'z') {
            letter += 'A' - 'a';
        }
        putchar(letter);
    }
}
