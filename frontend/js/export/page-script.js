// What runs in an exported report: the filter of its trace, and saving the JSON that it carries.

/** Runs in the page that it is written into, on its own; nothing of this module is there. */
export function pageScript() {
  const words = document.getElementById("words");
  const which = document.getElementById("which");
  const shown = document.getElementById("shown");
  const rows = [...document.querySelectorAll("#rows tr")];
  const filter = () => {
    const wanted = words.value.toLowerCase();
    let count = 0;
    for (const row of rows) {
      const is = (which.value === "all" || row.classList.contains(which.value)) && row.textContent.toLowerCase().includes(wanted);
      row.hidden = !is;
      count += is;
    }
    shown.textContent = `${count} of ${rows.length} rows`;
  };
  words?.addEventListener("input", filter);
  which?.addEventListener("change", filter);
  document.getElementById("save")?.addEventListener("click", () => {
    const text = document.getElementById("report").textContent;
    const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    Object.assign(document.createElement("a"), { href: address, download: "report.json" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  });
}
