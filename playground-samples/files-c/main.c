#include <stdio.h>
#include <stdlib.h>

static FILE *opened(const char *path, const char *mode) {
    FILE *file = fopen(path, mode);
    if (file == NULL) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    return file;
}

int main(void) {
    FILE *notes = opened("/notes.txt", "r");
    int lines = 0, bytes = 0;
    for (int letter; (letter = getc(notes)) != EOF; bytes++) {
        lines += letter == '\n';
    }
    fclose(notes);

    FILE *summary = opened("/summary.txt", "w");
    fprintf(summary, "%d lines, %d bytes\n", lines, bytes);
    fclose(summary);
    printf("%d lines, %d bytes\n", lines, bytes);
}
