// Which packages the main package needs, in the order in which they are compiled.
package main

import (
	"errors"
	"fmt"
	gobuild "go/build"
	"go/scanner"
	"go/token"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// One package of the project.
type pkg struct {
	path    string // its import path; `main` for the main package
	folder  string
	files   []string
	imports []string
	embeds  map[string][]token.Position // pattern to where it is asked for
	archive string
}

// A walk from the main package through what it imports.
type walk struct {
	build   *build
	context gobuild.Context
	open    map[string]bool // folders that are being walked
	done    map[string]bool
	order   []*pkg
}

// The packages of the project below `entry`, what is imported before what imports it.
func (b *build) plan(entry string) ([]*pkg, error) {
	context := gobuild.Default
	context.GOOS, context.GOARCH, context.Compiler = "wasip1", "wasm", "gc"
	// So that files which need a C compiler are seen, and refused.
	context.CgoEnabled = true
	context.BuildTags, context.ToolTags = nil, nil
	w := &walk{build: b, context: context, open: map[string]bool{}, done: map[string]bool{}}
	if err := w.visit("main", path.Clean(entry)); err != nil {
		return nil, err
	}
	return w.order, nil
}

// Takes in the package in `folder` (below the source) and all it imports.
func (w *walk) visit(importPath, folder string) error {
	p, err := w.read(importPath, folder)
	if err != nil {
		return err
	}
	w.open[folder] = true
	defer delete(w.open, folder)
	for _, imported := range slices.Sorted(maps.Keys(p.positions)) {
		at := p.positions[imported][0]
		p.pkg.imports = append(p.pkg.imports, imported)
		if _, known := w.build.archives[imported]; known || imported == "unsafe" {
			if within("internal", imported) || strings.HasPrefix(imported, "vendor/") {
				return fmt.Errorf("%s: use of internal package %s not allowed", at, imported)
			}
			continue
		}
		below, ours := w.build.ours(imported)
		switch {
		case !ours:
			return fmt.Errorf("%s: package %s is not here: a project has the standard library, its own packages (`%s/…`) and the bindings of its world, and nothing is downloaded", at, imported, w.build.modules[0])
		case below == "main" || below == ".":
			return fmt.Errorf("%s: import %q is a program, not an importable package", at, imported)
		case w.open[below]:
			return fmt.Errorf("%s: import cycle not allowed: %s imports itself by way of this", at, imported)
		case w.done[below]:
			continue
		}
		if err := w.visit(imported, below); err != nil {
			var none *gobuild.NoGoError
			if errors.As(err, &none) {
				return fmt.Errorf("%s: the folder `%s` of package %s has no Go files", at, below, imported)
			}
			return err
		}
	}
	w.done[folder] = true
	p.pkg.archive = filepath.Join(w.build.work, fmt.Sprintf("%d.a", len(w.order)))
	w.order = append(w.order, &p.pkg)
	return nil
}

// A package as it is read, with where it imports what.
type source struct {
	pkg       pkg
	positions map[string][]token.Position
}

func (w *walk) read(importPath, folder string) (*source, error) {
	absolute := filepath.Join(w.build.source, filepath.FromSlash(folder))
	found, err := w.context.ImportDir(absolute, 0)
	var syntax scanner.ErrorList
	var none *gobuild.NoGoError
	switch {
	case errors.As(err, &syntax):
		var lines []string
		for _, one := range syntax {
			lines = append(lines, one.Error())
		}
		return nil, errors.New(strings.Join(lines, "\n"))
	case errors.As(err, &none) && importPath != "main":
		// With where it is imported.
		return nil, err
	case errors.As(err, &none):
		return nil, fmt.Errorf("the folder `%s` has no Go files for wasip1", folder)
	case err != nil:
		return nil, err
	case importPath == "main" && found.Name != "main":
		file := filepath.Join(absolute, found.GoFiles[0])
		return nil, fmt.Errorf("%s:1:1: this is package %s; a program is made of package main", file, found.Name)
	}
	for _, cgo := range found.CgoFiles {
		file := filepath.Join(absolute, cgo)
		at := token.Position{Filename: file, Line: 1, Column: 1}
		for _, position := range found.ImportPos["C"] {
			if position.Filename == file {
				at = position
			}
		}
		return nil, fmt.Errorf("%s: import \"C\" is not compiled here: Go's own compiler makes all of a component", at)
	}
	for _, other := range [][]string{found.SFiles, found.CFiles, found.CXXFiles, found.SysoFiles} {
		// The bindings' own is empty, and only there for other kinds of machine.
		for _, file := range other {
			if file == "empty.s" && slices.Contains(found.GoFiles, "wit_bindings.go") {
				continue
			}
			return nil, fmt.Errorf("%s:1:1: only Go is compiled here: no assembly, no C, no objects", filepath.Join(absolute, file))
		}
	}
	return &source{
		pkg: pkg{
			path: importPath, folder: absolute, files: found.GoFiles, embeds: found.EmbedPatternPos,
		},
		positions: found.ImportPos,
	}, nil
}

// The folder below the source that an import path means, if it is one of the project.
func (b *build) ours(imported string) (string, bool) {
	for _, module := range b.modules {
		if imported == module {
			return ".", true
		}
		if below, found := strings.CutPrefix(imported, module+"/"); found {
			below = path.Clean(below)
			return below, filepath.IsLocal(filepath.FromSlash(below))
		}
	}
	return "", false
}

// Whether one of the path's parts is `part`.
func within(part, importPath string) bool {
	return slices.Contains(strings.Split(importPath, "/"), part)
}
