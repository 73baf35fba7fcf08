package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
)

func main() {
	notes, err := os.ReadFile("/notes.txt")
	if err != nil {
		log.Fatal(err)
	}
	summary := fmt.Sprintf("%d lines, %d bytes\n", bytes.Count(notes, []byte("\n")), len(notes))
	if err := os.WriteFile("/summary.txt", []byte(summary), 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Print(summary)
}
