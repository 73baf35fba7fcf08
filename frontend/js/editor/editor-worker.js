// The editor worker: Monaco's own services off the main thread.
import "monaco-editor/editor/editor.worker";
