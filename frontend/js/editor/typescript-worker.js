// The TypeScript worker: Monaco's TypeScript service with its library files, for JavaScript and TypeScript only.
import "monaco-editor/languages/features/typescript/ts.worker";
