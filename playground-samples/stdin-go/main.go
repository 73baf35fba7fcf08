package main

import (
	"io"
	"log"
	"os"
)

func main() {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		log.Fatal(err)
	}
	for at, letter := range text {
		if 'a' <= letter && letter <= 'z' {
			text[at] = letter - 'a' + 'A'
		}
	}
	os.Stdout.Write(text)
}
