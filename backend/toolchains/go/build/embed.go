// What `//go:embed` takes: files of the package's folder and below it, and nothing else.
package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// What the compiler reads about embedded files.
type embedConfig struct {
	Patterns map[string][]string
	Files    map[string]string
}

// The embedded files of a package as the compiler reads it; nothing when it embeds none.
func embed(p *pkg) ([]byte, error) {
	if len(p.embeds) == 0 {
		return nil, nil
	}
	config := embedConfig{Patterns: map[string][]string{}, Files: map[string]string{}}
	for pattern, positions := range p.embeds {
		files, err := match(p.folder, pattern)
		if err != nil {
			return nil, fmt.Errorf("%s: pattern %s: %w", positions[0], pattern, err)
		}
		config.Patterns[pattern] = files
		for _, file := range files {
			config.Files[file] = filepath.Join(p.folder, filepath.FromSlash(file))
		}
	}
	return json.Marshal(config)
}

// The files below `folder` that `pattern` names, by the rules of package embed.
func match(folder, pattern string) ([]string, error) {
	glob, hidden := strings.CutPrefix(pattern, "all:")
	if glob != "." && !fs.ValidPath(glob) {
		return nil, fmt.Errorf("invalid pattern syntax: only files of the project can be embedded")
	}
	root := os.DirFS(folder)
	found, err := fs.Glob(root, glob)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, name := range found {
		info, err := fs.Stat(root, name)
		switch {
		case err != nil:
			return nil, err
		case info.Mode().IsRegular():
			files = append(files, name)
			continue
		case !info.IsDir():
			return nil, fmt.Errorf("cannot embed irregular file %s", name)
		}
		err = fs.WalkDir(root, name, func(inner string, entry fs.DirEntry, err error) error {
			base := path.Base(inner)
			switch {
			case err != nil:
				return err
			case inner != name && !hidden && (base[0] == '.' || base[0] == '_'):
				if entry.IsDir() {
					return fs.SkipDir
				}
			case entry.Type().IsRegular():
				files = append(files, inner)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no matching files found")
	}
	return files, nil
}
