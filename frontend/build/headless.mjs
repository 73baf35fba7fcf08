// The page that `diptych compare` opens in a browser without a window: nothing but its script.

/** headless.html around the script `name` in assets/. @param {string} name */
export function headlessHtml(name) {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Diptych without a window</title>
<link rel="icon" href="data:,">
<p>This page runs one component for <code>diptych compare</code> and is of no use by itself.</p>
<script type="module" src="assets/${name}"></script>
</html>
`;
}
