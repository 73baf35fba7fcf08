// Compiles the Go packages of one project to a core module with the compiler and the linker
// themselves: no module download, no build cache, no file of the system but the archives that were
// built when the toolchain was installed.
//
// What is wrong with the project is printed as the compiler prints it, `file:line:column: message`.
package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// The settings of one build.
type build struct {
	source   string            // the project and its bindings
	work     string            // what is made on the way
	modules  []string          // import paths that mean `source`
	tools    string            // the folder of the compiler and the linker
	archives map[string]string // import path to archive: the standard library and the bindings' runtime
	language string            // such as `go1.27`
}

func main() {
	b := build{}
	archives := flag.String("archives", "", "import configuration of what is compiled already")
	entry := flag.String("main", ".", "folder of the main package, below the source")
	mode := flag.String("buildmode", "exe", "exe for a command, c-shared for a library")
	output := flag.String("o", "", "the core module")
	modules := flag.String("modules", "", "import paths of the source folder, with commas between them")
	flag.StringVar(&b.source, "source", "", "folder of the project and its bindings")
	flag.StringVar(&b.work, "work", "", "folder for what is made on the way")
	flag.StringVar(&b.tools, "tools", "", "folder of the compiler and the linker")
	flag.StringVar(&b.language, "lang", "", "version of the language")
	flag.Parse()
	b.modules = strings.Split(*modules, ",")
	if err := b.run(*archives, *entry, *mode, *output); err != nil {
		message := strings.ReplaceAll(err.Error(), b.source+string(filepath.Separator), "")
		fmt.Fprintln(os.Stderr, strings.TrimRight(message, "\n"))
		os.Exit(1)
	}
}

func (b *build) run(archives, entry, mode, output string) error {
	if err := b.readArchives(archives); err != nil {
		return err
	}
	packages, err := b.plan(entry)
	if err != nil {
		return err
	}
	for _, p := range packages {
		if err := b.compile(p); err != nil {
			return err
		}
	}
	config, err := b.linkConfig()
	if err != nil {
		return err
	}
	arguments := []string{"-o", output, "-importcfg", config, "-buildmode", mode, "-s", "-w", "-buildid", ""}
	if mode == "c-shared" {
		// The bindings' runtime takes memory before Go's own is up, through `runtime.sbrk`.
		arguments = append(arguments, "-checklinkname=0")
	}
	return b.tool("link", append(arguments, packages[len(packages)-1].archive)...)
}

// Compiles one package; those it imports were compiled before.
func (b *build) compile(p *pkg) error {
	var config strings.Builder
	for _, path := range p.imports {
		if archive, known := b.archives[path]; known {
			fmt.Fprintf(&config, "packagefile %s=%s\n", path, archive)
		}
	}
	cfg := p.archive + ".importcfg"
	if err := os.WriteFile(cfg, []byte(config.String()), 0o600); err != nil {
		return err
	}
	arguments := []string{
		"-o", p.archive, "-p", p.path, "-lang", b.language, "-trimpath", b.source + "=>",
		"-complete", "-pack", "-errorurl", "-dwarf=false", "-nolocalimports", "-buildid", "", "-c", "2", "-importcfg", cfg,
	}
	embedded, err := embed(p)
	if err != nil {
		return err
	}
	if embedded != nil {
		file := p.archive + ".embedcfg"
		if err := os.WriteFile(file, embedded, 0o600); err != nil {
			return err
		}
		arguments = append(arguments, "-embedcfg", file)
	}
	for _, file := range p.files {
		arguments = append(arguments, filepath.Join(p.folder, file))
	}
	if err := b.tool("compile", arguments...); err != nil {
		return err
	}
	b.archives[p.path] = p.archive
	return nil
}

// Runs a tool; what it prints is the error when it fails.
func (b *build) tool(name string, arguments ...string) error {
	command := exec.Command(filepath.Join(b.tools, name), arguments...)
	command.Dir = b.source
	printed, err := command.CombinedOutput()
	if err == nil {
		return nil
	}
	if len(printed) == 0 {
		return fmt.Errorf("%s: %w", name, err)
	}
	return fmt.Errorf("%s", printed)
}

func (b *build) readArchives(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	folder := filepath.Dir(file)
	b.archives = map[string]string{}
	for line := range strings.Lines(string(text)) {
		path, archive, found := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "packagefile "), "=")
		if found {
			b.archives[path] = filepath.Join(folder, archive)
		}
	}
	return nil
}

// All that is compiled, as the linker reads it: it takes what is needed.
func (b *build) linkConfig() (string, error) {
	var config strings.Builder
	for _, path := range slices.Sorted(maps.Keys(b.archives)) {
		fmt.Fprintf(&config, "packagefile %s=%s\n", path, b.archives[path])
	}
	file := filepath.Join(b.work, "link.importcfg")
	return file, os.WriteFile(file, []byte(config.String()), 0o600)
}
